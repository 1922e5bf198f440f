package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Servers crash; what was acknowledged lands once. */
@WithLocalStack
class RecoveryIT {
    @Test
    void a_job_that_crashes_resumes_without_loss_or_doubles(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        List<JsonNode> ticks = new ArrayList<>();
        ticks.add(stack.tick());
        landed.awaitCompanies(Landed.id(ticks.get(0)), 10);
        ticks.add(stack.tick()); // may be landed, half landed or not landed at all when the job dies
        stack.crash("job");
        for (int away = 0; away < 3; away++) {
            ticks.add(stack.tick());
        }

        stack.up("job");

        for (JsonNode tick : ticks) {
            assertThat(tick.path("outcome").asText()).isEqualTo("delivered");
            landed.awaitCompanies(Landed.id(tick), 10);
            landed.awaitReceipt(Landed.id(tick), Landed.slot(tick));
        }
        assertThat(landed.rejected()).noneMatch(row -> ticks.stream()
                .anyMatch(tick -> Landed.id(tick).equals(row.getUuid("tick_id"))));
    }

    @Test
    void a_job_that_is_stopped_and_started_lands_what_came_meanwhile(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        stack.down("job");
        JsonNode meanwhile = stack.tick();

        stack.up("job");
        JsonNode after = stack.tick();

        landed.awaitCompanies(Landed.id(meanwhile), 10);
        landed.awaitCompanies(Landed.id(after), 10);
    }

    @Test
    void a_tick_while_kafka_is_away_is_recorded_as_failed_and_the_next_one_is_delivered(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        stack.crash("kafka");
        JsonNode failed = stack.tick();

        stack.up("kafka");

        assertThat(failed.path("outcome").asText()).isEqualTo("publish_failed");
        assertThat(failed.path("published").asInt()).isZero();
        assertThat(failed.path("reason").asText()).isNotBlank();
        assertThat(landed.awaitReceipt(Landed.id(failed), Landed.slot(failed)).getString("outcome"))
                .isEqualTo("publish_failed");
        JsonNode next = awaitDelivered(stack);
        landed.awaitCompanies(Landed.id(next), 10);
    }

    @Test
    void the_function_ticks_while_cassandra_is_away_and_everything_lands_when_it_is_back(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        stack.crash("cassandra");
        JsonNode away = stack.tick();

        stack.up("cassandra");
        if (stack.stack().find("job").isEmpty()) {
            stack.up("job"); // it may give up while Cassandra is away; its checkpoint knows where it was
        }

        assertThat(away.path("outcome").asText()).isEqualTo("delivered");
        landed.awaitCompanies(Landed.id(away), 10);
        assertThat(stack.stack().find("function")).isPresent();
    }

    @Test
    void ticks_go_on_and_land_without_the_registry_once_their_schemas_are_known(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        JsonNode known = awaitDelivered(stack);
        landed.awaitCompanies(Landed.id(known), 10);
        landed.awaitReceipt(Landed.id(known), Landed.slot(known));
        stack.crash("registry");
        try {
            JsonNode away = stack.tick();

            assertThat(away.path("outcome").asText()).isEqualTo("delivered");
            landed.awaitCompanies(Landed.id(away), 10);
            landed.awaitReceipt(Landed.id(away), Landed.slot(away));
        } finally {
            stack.up("registry");
        }
    }

    /** Ticks until one is delivered: clients need some moments to find a server that is back. */
    private static JsonNode awaitDelivered(RunningStack stack) {
        JsonNode[] tick = new JsonNode[1];
        Landed.patiently().until(() -> {
            tick[0] = stack.tick();
            return tick[0].path("outcome").asText().equals("delivered");
        });
        return tick[0];
    }
}
