package io.tickstream.endtoend.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.endtoend.CommandLine;
import io.tickstream.localstack.process.Command;
import io.tickstream.localstack.process.RunFolder;
import io.tickstream.localstack.server.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a person does with the landing job, as docs/how-to/recover.md says; fails where the job does not keep its word. */
final class Operator {
    static final String JOB = Part.DRIVER.server();

    private static final Duration A_RUN = Duration.ofMinutes(5);

    private final Scene scene;

    Operator(Scene scene) {
        this.scene = scene;
    }

    /**
     * What a program left.
     *
     * @param exitCode its own
     * @param output what it printed, errors included
     */
    record Ran(int exitCode, String output) {}

    /** Tries to start the job, which must refuse and name all of this. */
    void expectRefusal(String... named) throws IOException, InterruptedException {
        try {
            scene.up(JOB);
        } catch (StackException refused) {
            String log = log();
            for (String word : named) {
                if (!log.contains("Landing cannot start.") || !log.contains(word)) {
                    throw new IllegalStateException(
                            "The job ended at its start without naming \"%s\": %s"
                                    .formatted(word, refused.getMessage()),
                            refused);
                }
            }
            return;
        }
        throw new IllegalStateException("The job started, although it should have named %s".formatted(List.of(named)));
    }

    /** Starts the job once with the loss accepted. */
    void acceptLoss() throws IOException, InterruptedException {
        startJob(List.of("--conf", "spark.tickstream.acceptLoss=true"), Map.of());
        awaitJob();
        if (!log().contains("Accepting the loss")) {
            throw new IllegalStateException("The job started with acceptLoss=true, and did not say what it accepts");
        }
    }

    /**
     * Starts the job, which must not run, in a way of its own; does not wait until it is ready.
     *
     * @param options of spark-submit
     * @param environment more variables for the driver
     */
    void startJob(List<String> options, Map<String, String> environment) throws IOException {
        start(JOB, scene.stack().stack().submitCommand(options), environment);
    }

    /** Starts a server's program in a way of its own, in the server's name. */
    void start(String name, Command command, Map<String, String> environment) throws IOException {
        Map<String, String> all = new HashMap<>(command.environment());
        all.putAll(environment);
        RunFolder processes = scene.stack().stack().site().state().processes();
        processes.rotateLog(name);
        processes.start(name, new Command(command.arguments(), all, command.workingFolder()));
    }

    void awaitJob() throws IOException, InterruptedException {
        scene.up(JOB); // it runs already, and is waited for
    }

    /** The function's program with the stack's settings, as the server has them. */
    Command function() throws IOException {
        Command burst = scene.stack().stack().burstCommand();
        List<String> arguments = new ArrayList<>(burst.arguments());
        arguments.remove(arguments.size() - 1); // the word that makes it a burst
        return new Command(arguments, burst.environment(), burst.workingFolder());
    }

    /** Runs a program to its end, which is not waited for longer than some minutes. */
    Ran run(Command command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(scene.state().resolve("logs"), "by-hand-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command.arguments())
                .directory(command.workingFolder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(command.environment());
        Process process = builder.start();
        try {
            if (!process.waitFor(A_RUN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("It runs for more than %d s: %s".formatted(A_RUN.toSeconds(), output));
            }
            return new Ran(process.exitValue(), Files.readString(output, UTF_8));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** A command of ./tickstream on this stack. */
    Ran tickstream(String... arguments) throws IOException, InterruptedException {
        return run(CommandLine.command(System.getProperty("tickstream.root"), scene.state(), arguments));
    }

    /** What the job has logged since it was last started. */
    String log() throws IOException {
        return new String(Files.readAllBytes(scene.stack().stack().log(JOB)), UTF_8);
    }
}
