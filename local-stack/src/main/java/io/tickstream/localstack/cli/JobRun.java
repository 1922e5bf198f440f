package io.tickstream.localstack.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.localstack.process.Command;
import io.tickstream.localstack.process.LogFile;
import io.tickstream.localstack.server.StackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * One run of a class of the job's that ends by itself and prints its result; what it logs goes to a file.
 *
 * @param exitCode 0 if it is content
 * @param result what it printed; empty if it failed
 * @param log where to look when it failed
 */
record JobRun(int exitCode, String result, Path log) {
    private static final int SHOWN_TROUBLES = 4;
    private static final int SHOWN_LINES = 6;

    /** Runs it to its end; Ctrl-C ends it, too. */
    static JobRun of(Command command, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command.arguments())
                .directory(command.workingFolder().toFile())
                .redirectError(log.toFile());
        builder.environment().putAll(command.environment());
        Process process = builder.start();
        Thread end = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            String result = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new JobRun(process.waitFor(), result, log);
        } finally {
            if (!process.isAlive()) {
                forget(end);
            }
        }
    }

    private static void forget(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException endingAnyway) {
            return;
        }
    }

    /** For a run that printed no result: why, as far as its log tells. */
    StackException failed(String what) throws IOException {
        return new StackException("%s. From %s:\n%s"
                .formatted(
                        what,
                        log,
                        LogFile.telling(log, SHOWN_TROUBLES, SHOWN_LINES).stream()
                                .map(line -> "    " + line)
                                .collect(Collectors.joining("\n"))));
    }
}
