package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.server.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line as users run it: a process of its own, which finds the stack by its folder. */
final class CommandLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TIMEOUT_SECONDS = 120;

    private final Site site;

    CommandLine(RunningStack stack) {
        site = stack.stack().site();
    }

    /** What a command printed, and what it told the shell. */
    record Answer(int exitCode, String out, String err) {
        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (JsonProcessingException e) {
                throw new AssertionError("No JSON, but '%s'; on stderr '%s'".formatted(out, err), e);
            }
        }
    }

    Answer run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dtickstream.root=" + site.installation().root(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.tickstream.localstack.cli.Tickstream"));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("tickstream-out", ".txt");
        Path err = Files.createTempFile("tickstream-err", ".txt");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("TICKSTREAM_HOME", site.state().root().toString());
            Process process = builder.start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("tickstream %s did not end within %d s"
                        .formatted(String.join(" ", arguments), TIMEOUT_SECONDS));
            }
            return new Answer(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
