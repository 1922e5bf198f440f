package io.tickstream.localstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.fuzz.Draw;
import io.tickstream.fuzz.Fuzz;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Whatever is typed where nothing runs: a documented exit code, a message that names no class of ours and holds no stack
 * trace, and not a file outside the state folder.
 */
class CommandLineFuzzTest {
    private static final String STACK_TRACE = "(?s).*\\n\\s+at [\\w.$/]+\\(.*";

    @TempDir
    Path folder;

    private Path checkout;
    private final Map<Integer, Integer> exitCodes = new TreeMap<>();

    @BeforeEach
    void point_at_an_empty_checkout() throws IOException {
        checkout = Files.createDirectory(folder.resolve("checkout"));
        Files.writeString(folder.resolve("neighbour"), "untouched");
        System.setProperty("tickstream.root", checkout.toString());
    }

    @AfterEach
    void point_at_none() {
        System.clearProperty("tickstream.root");
    }

    @Test
    void whatever_is_typed_ends_with_a_documented_exit_code_and_a_message() throws Exception {
        Set<Path> here = files(Path.of(""));
        Fuzz fuzz = Fuzz.of("cli").within(Duration.ofSeconds(30));

        fuzz.run(this::type);

        assertThat(files(Path.of(""))).isEqualTo(here);
        if (fuzz.hasMany()) {
            assertThat(exitCodes).containsOnlyKeys(0, 1, 2, 3);
        }
    }

    private void type(Draw draw) throws IOException {
        DrawnCommand command = DrawnCommand.of(draw);
        draw.shows(String.join(" ⏎ ", command.arguments()));
        String[] arguments = command.arguments().toArray(String[]::new);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Tickstream.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        if (command.starts()) {
            parse(commandLine, arguments);
            return;
        }

        if (command.arguments().stream().noneMatch(argument -> argument.startsWith("-") && argument.contains("f"))) {
            // one that could be followed for ever otherwise
            Files.createDirectories(checkout.resolve(".tickstream/logs"));
            Files.writeString(checkout.resolve(".tickstream/logs/kafka.log"), "started\n");
        } else {
            Files.deleteIfExists(checkout.resolve(".tickstream/logs/kafka.log"));
        }

        int exitCode = commandLine.execute(arguments);

        exitCodes.merge(exitCode, 1, Integer::sum);
        assertThat(exitCode).as(err.toString()).isBetween(0, 3);
        assertThat(out + "\n" + err).doesNotMatch(STACK_TRACE);
        // Error, Exception and a colon: what failed, for who wrote the program and not for who uses it
        assertThat(err.toString()).doesNotContainPattern("^tickstream: \\w*(Error|Exception): ");
        if (exitCode != 0 && !(out + "").contains("stopped")) {
            assertThat(err.toString()).isNotBlank();
        }
        assertThat(files(folder)).containsExactlyInAnyOrder(folder.resolve("neighbour"), checkout);
        assertThat(files(checkout)).isSubsetOf(Set.of(checkout.resolve(".tickstream")));
    }

    /** Reads the arguments of {@code up}, which would start servers if they were right. */
    private static void parse(CommandLine commandLine, String[] arguments) {
        try {
            assertThat(commandLine.parseArgs(arguments).hasSubcommand()).isTrue();
        } catch (CommandLine.ParameterException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static Set<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.collect(Collectors.toSet());
        }
    }
}
