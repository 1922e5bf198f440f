package io.tickstream.ingest.gate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.tickstream.ingest.loopback.Loopback;
import io.tickstream.ingest.loopback.Scripts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gate over HTTP while Cassandra is away; the end-to-end tests turn a real one. */
@QuarkusTest
@WithTestResource(Loopback.class)
class ScheduleOverLoopbackTest {
    private static final String PAUSE = "{\"state\":\"paused\",\"reason\":\"tests\",\"changed_by\":\"ann\"}";

    Loopback loopback;

    @Test
    void says_what_to_do_when_cassandra_is_away_and_goes_on_ticking() {
        loopback.source().plays(Scripts.good(1));
        long started = System.nanoTime();

        Response change = put(PAUSE);
        Response look = given().get("/schedule");

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(12));
        for (Response response : new Response[] {change, look}) {
            assertThat(response.statusCode()).as(response.asString()).isEqualTo(503);
            assertThat(response.header("Retry-After")).isEqualTo("1");
            assertThat(response.contentType()).startsWith("application/problem+json");
            assertThat(response.jsonPath().getString("reason")).isEqualTo("cassandra_unavailable");
            assertThat(response.jsonPath().getString("detail")).contains("quarkus.cassandra.contact-points");
        }
        // the first tick of a function may find Kafka's client still loading
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        given().post("/ticks").jsonPath().getString("outcome").equals("delivered"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                  | no JSON object",
                "[]                                                | no JSON object",
                "{\"state\":\"paused\",\"state\":\"running\"}      | no JSON object",
                "{\"changed_by\":\"ann\"}                          | state is missing",
                "{\"state\":\"halted\",\"changed_by\":\"ann\"}     | must be 'running' or 'paused'",
                "{\"state\":\"paused\"}                            | changed_by is missing",
                "{\"state\":\"paused\",\"changed_by\":\" \"}       | changed_by must be a string of 1 to 100",
                "{\"state\":\"paused\",\"changed_by\":7}           | changed_by must be a string",
                "{\"state\":\"paused\",\"changed_by\":\"a\\nb\"}   | none of them a control character",
                "{\"state\":\"paused\",\"changed_by\":\"a\",\"x\":1} | a member that is not known"
            })
    void says_what_is_wrong_with_a_change(String body, String what) {
        Response response = put(body == null ? "" : body);

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(400);
        assertThat(response.jsonPath().getString("detail")).contains(what);
    }

    @Test
    void lets_callers_in_that_speak_http_2() throws Exception {
        HttpResponse<String> tick = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/ticks"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(tick.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(tick.statusCode()).as(tick.body()).isEqualTo(200);
    }

    @Test
    void refuses_pages_of_other_sites_and_rebound_names() {
        assertThat(given().header("Origin", "http://evil.example")
                        .post("/ticks")
                        .statusCode())
                .isEqualTo(403);
        Response rebound = given().header("Host", "evil.example")
                .contentType("application/json")
                .body(PAUSE)
                .put("/schedule");
        assertThat(rebound.statusCode()).isEqualTo(403);
        assertThat(rebound.jsonPath().getString("reason")).isEqualTo("foreign_host");
        Response wrong = given().header("Authorization", "Bearer wrong").post("/ticks");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.header("WWW-Authenticate")).startsWith("Bearer");
    }

    private static Response put(String body) {
        return given().contentType("application/json").body(body).put("/schedule");
    }
}
