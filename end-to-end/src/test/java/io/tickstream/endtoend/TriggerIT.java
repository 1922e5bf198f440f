package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Identity;
import io.tickstream.localstack.companyapi.Behaviour;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The function as Knative calls it, and the gate that people turn. */
@WithLocalStack
class TriggerIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PERIOD = Duration.ofSeconds(10);

    /** As Knative's senders, which do not upgrade: HTTP/2 has a word of its own (GOAWAY) for a server on its way down. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void behave_as_usual_again(RunningStack stack) throws IOException, InterruptedException {
        stack.companyApi().behaveAsUsual();
        stack.up("function");
    }

    @Test
    void an_event_becomes_rows_and_its_retry_the_same_rows(RunningStack stack)
            throws IOException, InterruptedException {
        Instant sent = Instant.now().minus(Duration.ofDays(1)); // as a broker may deliver it

        HttpResponse<String> first = send(ping(stack, sent));
        HttpResponse<String> retry = send(ping(stack, sent));

        Instant slot = Identity.slot(sent, PERIOD);
        UUID tick = Identity.tick("fakerapi", slot);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(204);
        assertThat(retry.statusCode()).isEqualTo(204);
        Landed landed = new Landed(stack);
        landed.awaitCompanies(tick, 10);
        assertThat(landed.awaitReceipt(tick, slot).getString("trigger")).isEqualTo("pingsource");
    }

    @Test
    void the_next_tick_obeys_who_turns_the_gate(RunningStack stack) throws IOException, InterruptedException {
        try {
            HttpResponse<String> paused = turn(stack, "paused");

            assertThat(paused.statusCode()).as(paused.body()).isEqualTo(200);
            JsonNode tick = stack.tick();
            assertThat(tick.path("outcome").asText()).isEqualTo("paused");
            HttpResponse<String> ping = send(ping(stack, Instant.now()));
            assertThat(ping.statusCode()).isEqualTo(204);
            assertThat(ping.headers().firstValue("Tick-Outcome")).contains("paused");
            JsonNode gate = JSON.readTree(
                    send(HttpRequest.newBuilder(url(stack, "/schedule")).build())
                            .body());
            assertThat(gate.path("state").asText()).isEqualTo("paused");
            assertThat(gate.path("changed_by").asText()).isEqualTo("TriggerIT");
            assertThat(gate.path("reason").asText()).isEqualTo("a test");
            assertThat(Instant.parse(gate.path("changed_at").asText())).isBefore(Instant.now());
            new Landed(stack).awaitReceipt(Landed.id(tick), Landed.slot(tick));
        } finally {
            assertThat(turn(stack, "running").statusCode()).isEqualTo(200);
        }
        assertThat(stack.tick().path("outcome").asText()).isEqualTo("delivered");
        assertThat(stack.session()
                        .execute("SELECT state FROM spark_streams.schedule_changes WHERE name = 'default' LIMIT 2")
                        .all())
                .extracting(row -> row.getString("state"))
                .containsExactly("running", "paused");
    }

    @Test
    void a_function_ticks_without_cassandra_and_obeys_the_gate_once_it_is_back(RunningStack stack)
            throws IOException, InterruptedException {
        stack.down("cassandra");
        try {
            assertThat(stack.tick().path("outcome").asText()).isEqualTo("delivered");
            HttpResponse<String> refused = turn(stack, "paused");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(ready(stack)).startsWith("degraded: ");
        } finally {
            stack.up("cassandra");
        }

        Landed.patiently().until(() -> turn(stack, "running").statusCode() == 200);
        assertThat(stack.tick().path("outcome").asText()).isEqualTo("delivered");
        assertThat(ready(stack)).isEqualTo("ok");
        stack.up("job"); // may have given up on Cassandra
    }

    @Test
    void a_function_on_its_way_down_ends_its_tick_and_sends_others_elsewhere(RunningStack stack)
            throws IOException, InterruptedException {
        stack.companyApi().forgetRequests();
        stack.companyApi().behave(Behaviour.Slow.by(Duration.ofSeconds(2)));
        Instant sent = Instant.now().minus(Duration.ofHours(1));
        CompletableFuture<HttpResponse<String>> running =
                http.sendAsync(ping(stack, sent), HttpResponse.BodyHandlers.ofString());
        Landed.patiently().until(() -> !stack.companyApi().requests().isEmpty());

        try {
            stack.process("function").handle().destroy();
            HttpResponse<String> late = null;
            while (late == null || late.statusCode() == 204) {
                late = send(ping(stack, Instant.now()));
            }

            assertThat(late.statusCode()).as(late.body()).isEqualTo(503);
            assertThat(late.headers().firstValue("Retry-After")).isPresent();
            assertThat(running.join().statusCode()).isEqualTo(204);
        } finally {
            stack.down("function");
        }
        Instant slot = Identity.slot(sent, PERIOD);
        new Landed(stack).awaitCompanies(Identity.tick("fakerapi", slot), 10);
    }

    private String ready(RunningStack stack) throws IOException, InterruptedException {
        JsonNode ready = JSON.readTree(
                send(HttpRequest.newBuilder(url(stack, "/q/health/ready")).build())
                        .body());
        assertThat(ready.path("status").asText()).isEqualTo("UP");
        for (JsonNode check : ready.path("checks")) {
            if (check.path("name").asText().equals("ingest")) {
                return check.path("data").path("cassandra").asText();
            }
        }
        throw new AssertionError("no check named ingest in " + ready);
    }

    private HttpResponse<String> turn(RunningStack stack, String state) throws IOException, InterruptedException {
        String change = "{\"state\":\"%s\",\"reason\":\"a test\",\"changed_by\":\"TriggerIT\"}".formatted(state);
        return send(HttpRequest.newBuilder(url(stack, "/schedule"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(change))
                .build());
    }

    private static HttpRequest ping(RunningStack stack, Instant sent) {
        return HttpRequest.newBuilder(url(stack, "/"))
                .header("ce-specversion", "1.0")
                .header("ce-type", "dev.knative.sources.ping")
                .header("ce-source", "/apis/v1/namespaces/tickstream/pingsources/ticks")
                .header("ce-id", "1")
                .header("ce-time", sent.toString())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static URI url(RunningStack stack, String path) {
        return URI.create("http://%s%s".formatted(stack.address(Port.FUNCTION), path));
    }
}
