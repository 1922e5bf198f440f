package io.tickstream.localstack.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.localstack.process.LogFile;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = "Show the end of a server's log; of the last run, if it does not run now.")
final class LogsCommand implements Callable<Integer> {
    private static final long FOLLOW_MILLIS = 250;

    @Parameters(
            paramLabel = "NAME",
            description =
                    "cassandra, kafka, registry, company-api, spark-master, spark-worker, job, function, console;"
                            + " of three nodes also cassandra-2, cassandra-3, kafka-2, kafka-3; or executor: the newest executor of the job.")
    String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Stay and show what is added, until Ctrl-C.")
    boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "50",
            description = "How many lines. Usually 50.")
    int lines;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (lines < 0) {
            throw new ParameterException(spec.commandLine(), "--lines is %d; it must be 0 or more.".formatted(lines));
        }
        LocalStack stack = Place.stack();
        Path log = name.equals("executor") ? stack.executorLog() : stack.log(name);
        if (!Files.exists(log)) {
            throw new StackException("%s has not written a log yet: %s does not exist.".formatted(name, log));
        }
        long end = Files.size(log);
        LogFile.lastLines(log, lines).forEach(out::println);
        out.flush();
        if (follow) {
            follow(log, end, out);
        }
        return ExitCode.DONE;
    }

    private static void follow(Path log, long from, PrintWriter out) throws IOException, InterruptedException {
        long shown = from;
        while (!out.checkError()) {
            long size = Files.exists(log) ? Files.size(log) : 0;
            if (size < shown) {
                shown = 0; // the server was started again and has a new log
            }
            if (size > shown) {
                try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
                    file.seek(shown);
                    byte[] added = new byte[(int) Math.min(size - shown, 1 << 20)];
                    file.readFully(added);
                    shown += added.length;
                    out.print(new String(added, UTF_8));
                    out.flush();
                }
            }
            TimeUnit.MILLISECONDS.sleep(FOLLOW_MILLIS);
        }
    }
}
