package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.process.Command;
import io.tickstream.localstack.server.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command line as users run it: a process of its own, which finds the stack by its folder. */
public final class CommandLine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TIMEOUT_SECONDS = 300;

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

        /** Both together. */
        String said() {
            return out + err;
        }
    }

    /** A command that was started. */
    record Running(Process process, Path out, Path err) {
        Answer await() throws IOException, InterruptedException {
            try {
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("%s did not end within %d s; it said '%s'"
                            .formatted(process.info().commandLine(), TIMEOUT_SECONDS, Files.readString(out, UTF_8)));
                }
                return new Answer(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        }
    }

    Answer run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).await();
    }

    Running start(String... arguments) throws IOException {
        Command command =
                command(site.installation().root().toString(), site.state().root(), arguments);
        Path out = Files.createTempFile("tickstream-out", ".txt");
        Path err = Files.createTempFile("tickstream-err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command.arguments())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(command.environment());
        return new Running(builder.start(), out, err);
    }

    /**
     * What {@code ./tickstream} with these arguments runs.
     *
     * @param root where Tickstream is
     * @param state the folder of the stack that it is for
     */
    public static Command command(String root, Path state, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dtickstream.root=" + root,
                "-cp",
                System.getProperty("java.class.path"),
                "io.tickstream.localstack.cli.Tickstream"));
        command.addAll(List.of(arguments));
        return new Command(command, Map.of("TICKSTREAM_HOME", state.toString()), state);
    }
}
