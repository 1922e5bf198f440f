package io.tickstream.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What somebody types; nothing is started. */
class FaultCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void lists_the_faults_that_a_pattern_matches() {
        assertThat(execute("--list", "--only", "^kafka")).isZero();
        assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("kafka-"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--only nothing-like-it | no fault's name matches 'nothing-like-it'; --list shows them",
                "--only ( | '(' is no regular expression",
                "--minutes -1 | --minutes is -1; it must be 0 to 1440",
                "--mixture --minutes 0 | --mixture with --minutes 0 leaves nothing to strike",
                "--minutes soon | 'soon' is not an int",
                "--seed x | 'x' is not a long",
                "--report /nowhere/reliability.md | there is no file /nowhere/reliability.md",
                "--unknown | Unknown option: '--unknown'",
            })
    void wrong_use_is_told_and_exits_2(String arguments, String message) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void help_tells_options_and_exit_codes() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString())
                .contains("--minutes", "--seed", "--only", "--mixture", "--list", "--report", "Exit codes");
    }

    private int execute(String... arguments) {
        return new CommandLine(new FaultCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
