package io.tickstream.ingest.tick;

import static io.restassured.RestAssured.given;
import static io.tickstream.ingest.loopback.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.contract.avro.CompanyEvent;
import io.tickstream.contract.avro.Rejection;
import io.tickstream.contract.avro.TickReceipt;
import io.tickstream.ingest.loopback.Loopback;
import io.tickstream.ingest.loopback.LoopbackKafka;
import io.tickstream.ingest.loopback.ScriptedServer.Script;
import io.tickstream.ingest.loopback.Scripts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole function, from HTTP to Kafka, against real servers; Cassandra is away all the while. */
@QuarkusTest
@WithTestResource(Loopback.class)
class TickOverLoopbackTest {
    Loopback loopback;

    @Test
    void delivers_companies_rejections_and_a_receipt() {
        loopback.source()
                .plays(
                        answer(
                                200,
                                "{\"data\":[{\"name\":\"A\",\"country\":\"Chad\"},{\"name\":7},{\"name\":\"C\",\"country\":\"Oman\"}]}"));

        JsonPath receipt = tick(200);

        UUID tick = UUID.fromString(receipt.getString("id"));
        assertThat(receipt.getString("outcome")).isEqualTo("delivered");
        assertThat(receipt.getString("trigger")).isEqualTo("manual");
        assertThat(receipt.getString("source")).isEqualTo("fakerapi");
        assertThat(receipt.getInt("fetched")).isEqualTo(3);
        assertThat(receipt.getInt("published")).isEqualTo(2);
        assertThat(receipt.getInt("rejected")).isEqualTo(1);
        assertThat(receipt.getInt("source_status")).isEqualTo(200);
        assertThat(receipt.getString("reason")).isNull();
        assertThat(receipt.getString("function_version")).isEqualTo("0.1.0-SNAPSHOT");
        assertThat(companies(tick))
                .extracting(CompanyEvent::getId)
                .containsExactly(Identity.company(tick, 0), Identity.company(tick, 2));
        Rejection rejection = kafka().value(Topic.COMPANIES_REJECTED, tick.toString(), Rejection.class);
        assertThat(rejection.getReason()).hasToString("wrong_type");
        assertThat(StandardCharsets.UTF_8.decode(rejection.getPayload()).toString())
                .isEqualTo("{\"name\":7}");
        assertReceiptIs(receipt);
    }

    @Test
    void delivers_a_thousand_companies_at_once() {
        loopback.source().plays(Scripts.good(1000));

        JsonPath receipt = tick(200);

        assertThat(receipt.getString("outcome")).isEqualTo("delivered");
        assertThat(receipt.getInt("published")).isEqualTo(1000);
        UUID tick = UUID.fromString(receipt.getString("id"));
        assertThat(companies(tick))
                .extracting(CompanyEvent::getId)
                .containsExactlyElementsOf(IntStream.range(0, 1000)
                        .mapToObj(index -> Identity.company(tick, index))
                        .toList());
    }

    static Stream<Arguments> misbehaviours() {
        return Stream.of(
                Arguments.of(
                        "status 500", answer(500, "{\"message\":\"Server Error\"}"), "source_unavailable", 0, "500"),
                Arguments.of("HTML", answer(200, "<html>Just a moment</html>"), "rejected", 1, "HTML"),
                Arguments.of("truncated JSON", answer(200, "{\"data\":[{\"name\":\"A\""), "rejected", 1, "no JSON"),
                Arguments.of("wrong envelope", answer(200, "{\"data\":{}}"), "rejected", 1, "no array"),
                Arguments.of(
                        "wrong types", answer(200, "{\"data\":[{\"name\":1},2]}"), "rejected", 2, "name is a number"),
                Arguments.of("empty", answer(200, "{\"data\":[]}"), "empty", 0, "without a company"),
                Arguments.of("slow", Scripts.silent(), "source_unavailable", 0, "ingest.source-timeout"),
                Arguments.of("huge body", Scripts.endless(), "rejected", 1, "max-bytes"),
                Arguments.of(
                        "redirect to another host",
                        answer(302, "", "Location: http://elsewhere.example/"),
                        "rejected",
                        1,
                        "redirects are followed to ingest.source.allowed-hosts only"),
                Arguments.of("not found", answer(404, "{\"status\":\"Not found\"}"), "rejected", 1, "404"),
                Arguments.of("cut off", Scripts.cutOff(), "source_unavailable", 0, "hung up"),
                Arguments.of("reset connection", Scripts.reset(), "source_unavailable", 0, "hung up"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misbehaviours")
    void accounts_for_a_source_that_misbehaves(
            String what, Script script, String outcome, int rejected, String reason) {
        loopback.source().plays(script);

        JsonPath receipt = tick(outcome.equals("source_unavailable") ? 503 : 200);

        assertThat(receipt.getString("outcome")).as(what).isEqualTo(outcome);
        assertThat(receipt.getInt("fetched")).isEqualTo(rejected);
        assertThat(receipt.getInt("rejected")).isEqualTo(rejected);
        assertThat(receipt.getInt("published")).isZero();
        assertThat(receipt.getString("reason")).contains(reason);
        String tick = receipt.getString("id");
        assertThat(kafka().records(Topic.COMPANIES_REJECTED, tick)).hasSize(rejected);
        assertThat(kafka().records(Topic.COMPANIES_CREATED, tick)).isEmpty();
        assertReceiptIs(receipt);

        loopback.source().plays(Scripts.good(2));
        assertThat(tick(200).getInt("published")).isEqualTo(2);
    }

    @Test
    void passes_on_what_a_source_says_about_retries() {
        loopback.source().plays(answer(429, "{\"status\":\"Too many requests\"}", "Retry-After: 3"));

        Response response = given().post("/ticks");

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.header("Retry-After")).isEqualTo("3");
        assertThat(response.jsonPath().getInt("source_status")).isEqualTo(429);
        assertThat(response.jsonPath().getString("reason")).contains("429, to be called again in 3 s");
        assertReceiptIs(response.jsonPath());

        loopback.source().plays(Scripts.good(2));
        assertThat(tick(503).getString("reason")).contains("asked not to be called before");
        assertThat(loopback.source().requests()).isEmpty();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> given().post("/ticks").statusCode() == 200);
    }

    @Test
    void makes_the_same_companies_of_a_request_that_is_repeated() {
        loopback.source().plays(Scripts.good(3));
        String key = UUID.randomUUID().toString();

        JsonPath first = given().header("Idempotency-Key", key).post("/ticks").jsonPath();
        JsonPath second = given().header("ce-id", key).post("/ticks").jsonPath();

        assertThat(first.getString("event_id")).isEqualTo(key);
        assertThat(first.getString("id"))
                .isEqualTo(second.getString("id"))
                .isEqualTo(Identity.manualTick("fakerapi", key).toString());
        assertThat(loopback.source().requests())
                .hasSize(2)
                .containsOnly(loopback.source().requests().get(0));
        List<CompanyEvent> companies = companies(UUID.fromString(first.getString("id")));
        assertThat(companies).hasSize(6);
        Set<UUID> ids = new HashSet<>();
        companies.forEach(company -> ids.add(company.getId()));
        assertThat(ids).hasSize(3);
    }

    @Test
    void refuses_a_request_whose_name_cannot_be_printed() {
        Response response = given().header("Idempotency-Key", "x".repeat(201)).post("/ticks");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.jsonPath().getString("detail")).contains("1 to 200 printable characters");
    }

    @Test
    void notes_a_tick_that_comes_while_another_runs() {
        loopback.source().plays(Scripts.silent());
        CompletableFuture<JsonPath> slow = CompletableFuture.supplyAsync(() -> tick(503));
        await().until(() -> !loopback.source().requests().isEmpty());

        JsonPath skipped = tick(200);

        assertThat(skipped.getString("outcome")).isEqualTo("skipped_overlap");
        assertReceiptIs(skipped);
        assertThat(slow.join().getString("outcome")).isEqualTo("source_unavailable");
    }

    @Test
    void is_ready_without_cassandra_and_says_so() {
        loopback.source().plays(Scripts.good(1));
        tick(200);

        JsonPath ready = given().get("/q/health/ready").jsonPath();

        assertThat(ready.getString("status")).isEqualTo("UP");
        assertThat(ready.getString("checks.find { it.name == 'ingest' }.data.schedule"))
                .isEqualTo("running");
        assertThat(ready.getString("checks.find { it.name == 'ingest' }.data.cassandra"))
                .startsWith("degraded: ");
        assertThat(ready.getString("checks.find { it.name == 'ingest' }.data.kafka"))
                .isEqualTo("ok");
        assertThat(given().get("/q/health/live").jsonPath().getString("status")).isEqualTo("UP");
    }

    @Test
    void shows_its_metrics() {
        loopback.source().plays(Scripts.good(1));
        tick(200);

        assertThat(given().get("/q/metrics").asString())
                .contains("ingest_ticks_total{outcome=\"delivered\"}")
                .contains("ingest_ticks_total{outcome=\"paused\"} 0.0")
                .contains("ingest_records_fetched_total")
                .contains("ingest_records_published_total")
                .contains("ingest_records_rejected_total{reason=\"too_large\"}")
                .contains("ingest_fetch_seconds_count")
                .contains("ingest_publish_seconds_count")
                .contains("ingest_receipts_backlog");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void shows_how_much_memory_the_process_holds() {
        double bytes = given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("process_resident_memory_bytes"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();

        // a JVM holds more than its heap in use, and less than all memory of a machine
        Runtime java = Runtime.getRuntime();
        assertThat(bytes).isBetween((java.totalMemory() - java.freeMemory()) / 2.0, 1e12);
    }

    private static JsonPath tick(int status) {
        Response response = given().post("/ticks");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.header("Retry-After") != null).isEqualTo(status == 503);
        return response.jsonPath();
    }

    private List<CompanyEvent> companies(UUID tick) {
        return kafka().values(Topic.COMPANIES_CREATED, tick.toString(), CompanyEvent.class);
    }

    /** The topic ticks holds what the caller was told. */
    private void assertReceiptIs(JsonPath told) {
        TickReceipt receipt = kafka().value(Topic.TICKS, told.getString("id"), TickReceipt.class);
        assertThat(receipt.getOutcome()).hasToString(told.getString("outcome"));
        assertThat(receipt.getFetched()).isEqualTo(told.getInt("fetched"));
        assertThat(receipt.getPublished()).isEqualTo(told.getInt("published"));
        assertThat(receipt.getRejected()).isEqualTo(told.getInt("rejected"));
        assertThat(receipt.getReason() == null ? null : receipt.getReason().toString())
                .isEqualTo(told.getString("reason"));
        assertThat(receipt.getStartedAt()).hasToString(told.getString("started_at"));
        assertThat(receipt.getFinishedAt()).hasToString(told.getString("finished_at"));
        assertThat(receipt.getEventId()).hasToString(told.getString("event_id"));
    }

    private LoopbackKafka kafka() {
        return loopback.kafka();
    }
}
