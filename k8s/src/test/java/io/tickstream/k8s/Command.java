package io.tickstream.k8s;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs of the machine. */
final class Command {
    private Command() {}

    /** Whether the PATH has a program of that name. */
    static boolean exists(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Runs it in the checkout's root. @throws AssertionError with what it said, if it fails */
    static String run(List<String> command) {
        try {
            Path said = Files.createTempFile("k8s-test", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .directory(Repository.root().toFile())
                        .redirectError(said.toFile())
                        .start();
                String output = new String(process.getInputStream().readAllBytes(), UTF_8);
                int status = process.waitFor();
                if (status != 0) {
                    throw new AssertionError(
                            "%s ended with %d: %s".formatted(command, status, Files.readString(said, UTF_8)));
                }
                return output;
            } finally {
                Files.delete(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command, e);
        }
    }
}
