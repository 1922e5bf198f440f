package io.tickstream.ingest.trigger;

import static io.restassured.RestAssured.given;
import static io.tickstream.ingest.loopback.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.contract.avro.TickReceipt;
import io.tickstream.ingest.loopback.Loopback;
import io.tickstream.ingest.loopback.ScriptedServer;
import io.tickstream.ingest.loopback.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Events over HTTP, answered as Knative's sources, brokers and triggers understand it. */
@QuarkusTest
@WithTestResource(Loopback.class)
class EventOverLoopbackTest {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    /** Slots that no other test uses. */

    /** So far apart that two of them differ though time goes on between the tests. */
    private static final Duration APART = Duration.ofMinutes(5);

    private static final AtomicInteger SLOTS = new AtomicInteger();

    Loopback loopback;

    @Test
    void makes_the_tick_of_the_slot_that_a_ping_was_sent_in() {
        loopback.source().plays(Scripts.good(3));
        Instant slot = freshSlot();

        Response response = ping(slot.plusMillis(9_999)).post("/");

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.asByteArray()).isEmpty();
        UUID tick = Identity.tick("fakerapi", slot);
        assertThat(response.header("Tick-Id")).isEqualTo(tick.toString());
        assertThat(response.header("Tick-Outcome")).isEqualTo("delivered");
        TickReceipt receipt = receipt(tick);
        assertThat(receipt.getTrigger()).hasToString("pingsource");
        assertThat(receipt.getSlot()).isEqualTo(slot);
        assertThat(receipt.getOutcome()).hasToString("delivered");
        assertThat(receipt.getEventId()).hasToString("ping-1");
        assertThat(loopback.kafka().records(Topic.COMPANIES_CREATED, tick.toString()))
                .hasSize(3);
    }

    @Test
    void reads_structured_events_with_whatever_data() {
        loopback.source().plays(Scripts.good(1));
        Instant slot = freshSlot();

        Response response = given().contentType("application/cloudevents+json; charset=UTF-8")
                .body(
                        """
                        {"specversion":"1.0","type":"dev.knative.sources.ping","source":"/clock","id":"1","time":"%s",
                         "datacontenttype":"application/json","data":{"some":["thing"]}}"""
                                .formatted(slot))
                .post("/");

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(204);
        assertThat(response.header("Tick-Id"))
                .isEqualTo(Identity.tick("fakerapi", slot).toString());
    }

    @Test
    void makes_a_tick_by_hand_of_any_other_event() {
        loopback.source().plays(Scripts.good(1));
        RequestSpecification event = given().header("ce-specversion", "1.0")
                .header("ce-type", "com.example.asked")
                .header("ce-source", "/desk")
                .header("ce-id", "7");

        Response response = event.post("/");

        UUID tick = Identity.manualTick("fakerapi", "/desk 7");
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.header("Tick-Id")).isEqualTo(tick.toString());
        assertThat(receipt(tick).getTrigger()).hasToString("manual");
        assertThat(event.post("/").header("Tick-Id")).isEqualTo(tick.toString());
    }

    @Test
    void an_event_names_urls_and_nobody_asks_there() throws IOException {
        try (ScriptedServer named = new ScriptedServer()) {
            loopback.source().plays(Scripts.good(1));
            String url = named.url("/").toString();

            Response response = given().header("ce-specversion", "1.0")
                    .header("ce-type", "com.example.asked")
                    .header("ce-source", url)
                    .header("ce-subject", url)
                    .header("ce-dataschema", url)
                    .header("ce-id", "1")
                    .post("/");

            assertThat(response.statusCode()).isEqualTo(204);
            assertThat(named.requests()).isEmpty();
        }
    }

    @Test
    void makes_the_tick_of_the_slot_in_which_a_ping_without_a_time_came_first() {
        loopback.source().plays(answer(500, "{}"));
        RequestSpecification event = given().header("ce-specversion", "1.0")
                .header("ce-type", "dev.knative.sources.ping")
                .header("ce-source", "/clock")
                .header("ce-id", "no-time");
        Instant before = Identity.slot(Instant.now(), PERIOD);

        UUID tick = UUID.fromString(event.post("/").header("Tick-Id"));

        TickReceipt receipt = receipt(tick);
        assertThat(receipt.getTrigger()).hasToString("pingsource");
        assertThat(receipt.getSlot()).isBetween(before, Instant.now());
        loopback.source().plays(Scripts.good(1));
        await().untilAsserted(() -> {
            Response again = event.post("/");
            assertThat(again.header("Tick-Outcome")).isEqualTo("delivered");
            assertThat(again.header("Tick-Id")).hasToString(tick.toString());
        });
    }

    @Test
    void asks_for_the_event_again_when_the_source_is_away() {
        loopback.source().plays(answer(500, "{}"));
        Instant slot = freshSlot();

        Response response = ping(slot).post("/");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertProblem(response, 503, "source_unavailable");
        assertThat(receipt(Identity.tick("fakerapi", slot)).getOutcome()).hasToString("source_unavailable");
    }

    @Test
    void passes_on_that_the_source_is_asked_too_often() {
        loopback.source().plays(answer(429, "{}", "Retry-After: 2"));

        Response response = ping(freshSlot()).post("/");

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.header("Retry-After")).isEqualTo("2");
        assertProblem(response, 429, "source_unavailable");
        loopback.source().plays(Scripts.good(1));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ping(freshSlot()).post("/").statusCode() == 204);
    }

    @Test
    void takes_what_no_retry_will_mend() {
        loopback.source().plays(answer(200, "<html>Just a moment</html>"));
        Instant slot = freshSlot();

        Response response = ping(slot).post("/");

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.header("Tick-Outcome")).isEqualTo("rejected");
        assertThat(loopback.kafka()
                        .records(
                                Topic.COMPANIES_REJECTED,
                                Identity.tick("fakerapi", slot).toString()))
                .hasSize(1);
    }

    @Test
    void tells_a_retry_of_the_running_tick_its_outcome_and_skips_another() {
        loopback.source().plays(Scripts.silent());
        Instant slot = freshSlot();
        CompletableFuture<Response> slow =
                CompletableFuture.supplyAsync(() -> ping(slot).post("/"));
        await().until(() -> !loopback.source().requests().isEmpty());

        Response other = ping(freshSlot()).post("/");
        Response retry = ping(slot).post("/");

        assertThat(other.statusCode()).isEqualTo(204);
        assertThat(other.header("Tick-Outcome")).isEqualTo("skipped_overlap");
        assertThat(retry.statusCode()).isEqualTo(503);
        assertThat(slow.join().statusCode()).isEqualTo(503);
        assertThat(receipt(Identity.tick("fakerapi", slot)).getOutcome()).hasToString("source_unavailable");
    }

    @Test
    void counts_what_it_refuses_and_says_why() {
        double before = refused("attribute_missing");

        Response response = given().header("ce-specversion", "1.0").post("/");

        assertProblem(response, 400, "attribute_missing");
        assertThat(response.jsonPath().getString("detail")).isEqualTo("type is missing; every CloudEvent has one");
        assertThat(refused("attribute_missing")).isEqualTo(before + 1);
        assertThat(given().get("/q/metrics").asString())
                .contains("ingest_trigger_refused_total{reason=\"time\"}")
                .contains("ingest_last_delivery_timestamp_seconds");
    }

    @Test
    void answers_wrong_paths_methods_and_sizes_with_a_problem() {
        assertProblem(given().get("/nowhere"), 404, null);
        assertProblem(given().get("/"), 405, null);
        assertProblem(given().delete("/ticks"), 405, null);
        assertProblem(given().contentType("text/plain").body("x").put("/schedule"), 415, null);
        assertProblem(given().body("x".repeat(65_537)).post("/"), 413, null);
    }

    private static void assertProblem(Response response, int status, String reason) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
        JsonPath problem = response.jsonPath();
        assertThat(problem.getString("type")).isEqualTo("about:blank");
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getInt("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).isNotBlank();
        assertThat(problem.getString("reason")).isEqualTo(reason);
    }

    private static double refused(String reason) {
        String line = "ingest_trigger_refused_total{reason=\"" + reason + "\"} ";
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(metric -> metric.startsWith(line))
                .mapToDouble(metric -> Double.parseDouble(metric.substring(line.length())))
                .findFirst()
                .orElseThrow();
    }

    private static RequestSpecification ping(Instant time) {
        return given().header("ce-specversion", "1.0")
                .header("ce-type", "dev.knative.sources.ping")
                .header("ce-source", "/apis/v1/namespaces/tickstream/pingsources/ticks")
                .header("ce-id", "ping-1")
                .header("ce-time", time.toString());
    }

    private static Instant freshSlot() {
        return Identity.slot(Instant.now(), PERIOD).minus(APART.multipliedBy(SLOTS.incrementAndGet()));
    }

    private TickReceipt receipt(UUID tick) {
        return loopback.kafka().value(Topic.TICKS, tick.toString(), TickReceipt.class);
    }
}
