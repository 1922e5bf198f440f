package io.tickstream.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console with no other server: it answers in time, says who is away, and refuses what it must. */
@QuarkusTest
class EverybodyAwayTest {
    private static final String PROBLEM = "application/problem+json";

    /** Several timeouts, on a machine with other work to do. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void the_page_is_there_with_its_fence() {
        Response page = given().get("/");

        page.then().statusCode(200).contentType(ContentType.HTML).header("Cache-Control", "no-cache");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    }

    @Test
    void the_api_describes_itself() {
        given().get("/api/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths.keySet()", hasItems("/api/overview", "/api/ticks", "/api/dead-letters/replay"));
    }

    @Test
    void the_overview_names_all_who_are_away_and_what_to_do() {
        long asked = System.nanoTime();
        Response overview = given().get("/api/overview");

        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SOON);
        overview.then()
                .statusCode(200)
                .body("problems.server", hasItems("cassandra", "kafka", "function", "spark"))
                .body("problems.remedy", hasItem(containsString("./tickstream up --detach --only kafka")))
                .body("hops.name", equalTo(List.of("source", "function", "kafka", "spark", "cassandra")))
                .body("hops.state", equalTo(List.of("unknown", "down", "down", "down", "down")))
                .body("lastTick", equalTo(null));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/data/summary, cassandra",
        "/api/data/summary?all=true, cassandra",
        "/api/companies, cassandra",
        "/api/companies/7b0c1c2e-0b0a-5f6e-8a55-0123456789ab/7b0c1c2e-0b0a-5f6e-8a55-0123456789ab, cassandra",
        "/api/ticks, cassandra",
        "/api/ticks/2026-01-31T12:00:00Z/7b0c1c2e-0b0a-5f6e-8a55-0123456789ab, cassandra",
        "/api/schedule, cassandra",
        "/api/dead-letters, cassandra",
        "/api/kafka, kafka",
        "/api/kafka/ticks/messages, kafka",
        "/api/schemas, registry",
        "/api/schemas/ticks-value/1, registry"
    })
    void an_answer_that_needs_a_server_says_which_one_is_away(String path, String server) {
        long asked = System.nanoTime();
        Response answer = given().get(path);

        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SOON);
        answer.then()
                .statusCode(503)
                .contentType(PROBLEM)
                .body("server", equalTo(server))
                .body("detail", not(containsString("(null)")))
                .body("detail", containsString("./tickstream up --detach --only " + server));
    }

    @Test
    void the_servers_are_all_down() {
        given().get("/api/servers").then().statusCode(200).body("servers.state", not(hasItem("up")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/companies?limit=0 | limit is not a whole number from 1 to 200",
                "/api/companies?limit=many | limit is not a whole number from 1 to 200",
                "/api/companies?limit=99999999999999999999 | limit is not a whole number from 1 to 200",
                "/api/data/summary?from=yesterday | from must be a time in UTC such as 2026-01-31T12:00:00Z",
                "/api/data/summary?from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z | from must be before to, by 400 days at most",
                "/api/ticks?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z | from must be before to, by 6 hours at most",
                "/api/data/summary?from=%2B10000-01-01T00:00:00Z | from must be a time in UTC such as 2026-01-31T12:00:00Z, of the years 0001 to 9999",
                "/api/data/summary?to=%2B1000000000-01-01T00:00:00Z | to must be a time in UTC such as 2026-01-31T12:00:00Z, of the years 0001 to 9999",
                "/api/ticks?to=-0001-01-01T00:00:00Z | of the years 0001 to 9999",
                "/api/ticks/+10000-01-01T00:00:00Z/0bf9e2dc-5c21-4c6a-8d9a-1d6f4a1c0d9e | of the years 0001 to 9999",
                "/api/dead-letters/+292278995-01-01T00:00:00Z/0bf9e2dc-5c21-4c6a-8d9a-1d6f4a1c0d9e | of the years 0001 to 9999",
                "/api/ticks/now/x | slot must be a time in UTC such as 2026-01-31T12:00:00Z",
                "/api/companies/x/y | tick must be a UUID",
                "/api/kafka/secrets/messages | topic must be one of companies_created, companies_rejected, ticks",
                "/api/dead-letters?days=91 | days is not a whole number from 1 to 90",
                "/api/dead-letters?stage=x | stage must be one of",
                "/api/stream?topics=everything | topics must be one of",
            })
    void a_bad_parameter_is_told_with_what_it_may_be(String path, String detail) {
        given().get(path).then().statusCode(400).contentType(PROBLEM).body("detail", containsString(detail));
    }

    @Test
    void what_is_not_there_is_a_problem_too() {
        given().get("/api/nothing").then().statusCode(404).contentType(PROBLEM);
        given().delete("/api/schedule").then().statusCode(405).contentType(PROBLEM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"state\":\"stopped\",\"reason\":\"x\"}",
                "{\"state\":\"paused\"}",
                "{\"state\":\"paused\",\"reason\":\" \"}",
                "{\"state\":\"paused\",\"reason\":\"two\\nlines\"}"
            })
    void a_change_without_a_state_and_a_reason_is_refused(String body) {
        change().body(body)
                .put("/api/schedule")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("detail", containsString("\"reason\""));
    }

    @Test
    void a_change_that_the_function_cannot_make_says_so() {
        change().body("{\"state\":\"paused\",\"reason\":\"a test\"}")
                .put("/api/schedule")
                .then()
                .statusCode(503)
                .body("server", equalTo("function"));
        change().post("/api/ticks").then().statusCode(503).body("server", equalTo("function"));
    }

    @Test
    void pages_of_other_sites_change_nothing() {
        String body = "{\"state\":\"paused\",\"reason\":\"a test\"}";

        given().contentType(ContentType.JSON)
                .body(body)
                .put("/api/schedule")
                .then()
                .statusCode(403);
        change().header("Origin", "http://evil.example")
                .body(body)
                .put("/api/schedule")
                .then()
                .statusCode(403);
        change().header("Sec-Fetch-Site", "cross-site")
                .post("/api/ticks")
                .then()
                .statusCode(403);
        change().header("Host", "evil.example").post("/api/ticks").then().statusCode(403);
        change().header("Authorization", "Bearer wrong-horse-battery")
                .post("/api/ticks")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Bearer"));
        change().header("Origin", "http://evil.example")
                .body("{\"ids\":[]}")
                .post("/api/dead-letters/replay")
                .then()
                .statusCode(403);
    }

    /** Found by the API's own description, so that an endpoint of tomorrow is tried, too. */
    @Test
    void every_change_of_the_api_is_refused_without_the_header_by_other_sites_and_with_a_wrong_token() {
        Map<String, Map<String, Object>> paths =
                given().get("/api/openapi?format=json").jsonPath().getMap("paths");
        List<String> changes = new ArrayList<>();
        paths.forEach((path, operations) -> operations.keySet().stream()
                .filter(Set.of("post", "put", "delete", "patch")::contains)
                .forEach(method -> changes.add(method.toUpperCase(Locale.ROOT) + " " + path)));

        assertThat(changes).contains("POST /api/ticks", "PUT /api/schedule", "POST /api/dead-letters/replay");
        assertThat(changes).allSatisfy(change -> {
            String method = change.substring(0, change.indexOf(' '));
            String path = change.substring(change.indexOf(' ') + 1).replaceAll("\\{[^}]*}", "x");
            given().contentType(ContentType.JSON)
                    .body("{}")
                    .request(method, path)
                    .then()
                    .statusCode(403)
                    .contentType(PROBLEM)
                    .body("reason", equalTo("cross_site"));
            change().header("Origin", "http://evil.example")
                    .body("{}")
                    .request(method, path)
                    .then()
                    .statusCode(403);
            change().header("Host", "evil.example")
                    .body("{}")
                    .request(method, path)
                    .then()
                    .statusCode(403);
            change().header("Authorization", "Bearer wrong-horse-battery")
                    .body("{}")
                    .request(method, path)
                    .then()
                    .statusCode(401);
        });
    }

    @Test
    void pages_of_other_sites_see_nothing() {
        given().header("Host", "evil.example")
                .get("/api/session")
                .then()
                .statusCode(403)
                .contentType(PROBLEM);
        given().header("Host", "localhost:9021").get("/api/session").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"ids\":[]}",
                "{\"ids\":[{\"at\":\"x\",\"id\":\"y\"}]}",
                "{\"ids\":[null]}",
                "{\"ids\":[{\"at\":\"+1000000000-01-01T00:00:00Z\",\"id\":\"0bf9e2dc-5c21-4c6a-8d9a-1d6f4a1c0d9e\"}]}"
            })
    void dead_letters_to_put_back_must_be_named(String body) {
        change().body(body)
                .post("/api/dead-letters/replay")
                .then()
                .statusCode(400)
                .contentType(PROBLEM);
    }

    private static RequestSpecification change() {
        return given().contentType(ContentType.JSON).header("X-Requested-With", "tickstream");
    }
}
