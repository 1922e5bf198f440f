package io.tickstream.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The bare loop as a process. */
final class BareRunner implements Runner {
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    BareRunner(List<String> java, String bootstrapServers, int schemaId, Path log) throws IOException {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                BareLoop.class.getName(),
                bootstrapServers,
                Integer.toString(schemaId)));
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        commands = process.outputWriter(UTF_8);
        answers = process.inputReader(UTF_8);
    }

    @Override
    public String label() {
        return "bare loop";
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public List<Double> run(int ticks, Sample sample) throws IOException {
        commands.write("%d %s\n".formatted(ticks, sample.file()));
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("The bare loop ended; its log in the work folder says why");
        }
        return Arrays.stream(answer.split(" ", -1))
                .map(nanos -> Long.parseLong(nanos) / 1e6)
                .toList();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    }
}
