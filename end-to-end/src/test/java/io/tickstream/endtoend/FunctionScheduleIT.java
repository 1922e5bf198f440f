package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Port;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The command line turns the gate by way of the function, and Cassandra has it. */
@WithLocalStack
class FunctionScheduleIT {
    private final CommandLine commandLine;
    private final String function;

    FunctionScheduleIT(RunningStack stack) {
        commandLine = new CommandLine(stack);
        function = "http://" + stack.stack().site().settings().address(Port.FUNCTION);
    }

    @AfterEach
    void resume() throws Exception {
        commandLine.run("schedule", "resume");
    }

    @Test
    void what_the_function_is_told_cassandra_has_and_the_function_tells() throws Exception {
        CommandLine.Answer paused =
                commandLine.run("schedule", "pause", "--function", function, "--reason", "by the \"function\"");
        assertThat(paused.exitCode()).as(paused.err()).isZero();

        JsonNode inCassandra = commandLine.run("schedule", "status", "--json").json();
        assertThat(inCassandra.path("state").asText()).isEqualTo("paused");
        assertThat(inCassandra.path("changed_by").asText()).isEqualTo(System.getProperty("user.name"));
        assertThat(inCassandra.path("reason").asText()).isEqualTo("by the \"function\"");
        assertThat(commandLine
                        .run("schedule", "status", "--json", "--function", function)
                        .json())
                .isEqualTo(inCassandra);

        assertThat(commandLine.run("schedule", "resume", "--function", function).exitCode())
                .isZero();
        assertThat(commandLine
                        .run("schedule", "status", "--json")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("running");
    }

    @Test
    void what_the_function_refuses_is_told_in_its_words() throws Exception {
        CommandLine.Answer refused =
                commandLine.run("schedule", "pause", "--function", function, "--reason", "x".repeat(501));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("400", "reason must be a string of 1 to 500 characters");
    }
}
