package io.tickstream.localstack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line where nothing runs. */
class TickstreamTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void point_at_an_empty_checkout() {
        System.setProperty("tickstream.root", folder.toString());
    }

    @AfterEach
    void point_at_none() {
        System.clearProperty("tickstream.root");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "down",
                "status",
                "logs",
                "query",
                "tick",
                "schedule",
                "schedule pause",
                "schedule resume",
                "schedule status",
                "audit",
                "submit",
                "doctor",
                "replay",
                "dlq",
                "dlq ls",
                "dlq show",
                "dlq replay",
                "reset"
            })
    void every_command_explains_itself(String command) {
        assertThat(run((command + " --help").split(" "))).isZero();
        assertThat(out.toString()).startsWith("Usage: tickstream " + command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tick",
                "query SELECT",
                "schedule status",
                "schedule pause",
                "audit",
                "audit --from -1h",
                "doctor",
                "replay --from beginning",
                "dlq ls",
                "dlq show 3d5b4a4e-0d2b-5a5f-9a55-0f8f1d1c2b3a",
                "dlq replay --reason unknown_schema"
            })
    void a_command_that_needs_a_server_says_how_to_start_it(String command) {
        assertThat(run(command.split(" "))).isEqualTo(3);
        assertThat(err.toString()).contains("does not run", "./tickstream up");
    }

    @Test
    void status_shows_stopped_servers_and_tells_scripts_that_none_runs() {
        assertThat(run("status")).isEqualTo(3);
        assertThat(out.toString()).contains("kafka", "stopped", "127.0.0.1:9092");
    }

    @Test
    void status_as_json_has_every_figure() {
        assertThat(run("status", "--json")).isEqualTo(3);
        assertThat(out.toString())
                .contains("\"servers\"", "\"last_tick\"", "\"rows_landed\"", "\"offsets_behind\"", "\"idle_cores\"");
    }

    @Test
    void down_and_reset_have_nothing_to_do() {
        assertThat(run("down")).isZero();
        assertThat(run("reset", "--yes")).isZero();
        assertThat(out.toString()).contains("Nothing ran", "nothing to remove");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up --quantity many",
                "up --nonsense",
                "logs",
                "nonsense",
                "replay",
                "dlq show first",
                "logs kafka --lines -1",
                "dlq replay",
                "dlq replay --correction company.json --reason not_framed"
            })
    void wrong_use_is_exit_code_2(String command) {
        assertThat(run(command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up --quantity 0",
                "up --period 7",
                "up --source ftp://x/",
                "up --port kafa=1",
                "up --only kafa",
                "audit --from yesterday",
                "audit --to 12:00",
                "audit --settle soon",
                "audit --from now --to -1h",
                "audit --settle PT9223372036854775807S",
                "audit --cassandra 127.0.0.1:1 --password-file /",
                "audit --cassandra 127.0.0.1:9042",
                "audit --cassandra nowhere --password-file pom.xml",
                "schedule status --function nowhere",
                "schedule status --function http://127.0.0.1:1 --token-file no-such-file",
                "schedule status --token-file pom.xml",
                "schedule status --function http://127.0.0.1:1 --cassandra 127.0.0.1:9042"
            })
    void a_bad_value_fails_before_anything_is_started(String command) {
        assertThat(run(command.split(" "))).isEqualTo(1);
        assertThat(err.toString()).startsWith("tickstream: ").hasLineCount(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void settings_that_were_damaged_are_named_with_their_file() throws IOException {
        Path settings = Files.createDirectory(folder.resolve(".tickstream")).resolve("stack.json");
        Files.writeString(settings, "{\"quantity\":");

        assertThat(run("status")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("tickstream: " + settings)
                .contains("cannot be read", "Remove it", "give --port again")
                .hasLineCount(1);
    }

    @Test
    void secured_on_the_nodes_of_the_last_start_is_refused_with_what_can_be_done_about_them() throws IOException {
        Path state = Files.createDirectory(folder.resolve(".tickstream"));
        Files.writeString(
                state.resolve("stack.json"), "{\"quantity\": 10, \"periodSeconds\": 10, \"ports\": {}, \"nodes\": 3}");

        assertThat(run("up", "--secured")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("tickstream: The stack in " + state)
                .contains("3 nodes", "Leave out --secured", "./tickstream reset", "TICKSTREAM_HOME")
                .doesNotContain("--nodes")
                .hasLineCount(1);
    }

    @Test
    void a_context_that_kubectl_does_not_know_is_named() {
        assertThat(run("schedule", "status", "--on", "k8s", "--context", "nowhere-at-all"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("knows no context 'nowhere-at-all'", "kubectl config get-contexts");
    }

    @Test
    void submit_takes_whatever_spark_submit_takes() {
        assertThat(run("submit", "--conf", "spark.tickstream.trigger=5s", "--verbose"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("spark-streaming-job.jar is missing", "mvn -DskipTests package");
    }

    private int run(String... arguments) {
        CommandLine commandLine = Tickstream.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
