package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line as people run it: a process of its own, on the stack of the tests. */
final class Cli {
    private Cli() {}

    /**
     * What a command left.
     *
     * @param exitCode 0 if it did what it should
     * @param output what it printed, errors included
     */
    record Done(int exitCode, String output) {}

    /**
     * A command that runs until it is stopped.
     *
     * @param log what it prints
     */
    record Running(Process process, Path log) {
        String output() throws IOException {
            return Files.readString(log, UTF_8);
        }

        Done await() throws IOException, InterruptedException {
            int exitCode = process.waitFor();
            return new Done(exitCode, output());
        }
    }

    static Done run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).await();
    }

    static Running start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dtickstream.root=" + System.getProperty("tickstream.root"),
                "-cp",
                System.getProperty("java.class.path"),
                "io.tickstream.localstack.cli.Tickstream"));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile("tickstream-", ".log");
        log.toFile().deleteOnExit();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("TICKSTREAM_HOME", System.getProperty("tickstream.test.state"));
        return new Running(builder.start(), log);
    }
}
