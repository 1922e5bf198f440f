package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BehaviourTest {
    private static final String QUESTION = "/api/v2/companies?_quantity=8&_seed=1";

    private static StandIn standIn;
    private static Caller caller;
    private static CompanyApiClient admin;

    @BeforeAll
    static void start() throws IOException {
        standIn = StandIn.start(0, 0, Optional.empty());
        caller = new Caller(standIn.url());
        admin = new CompanyApiClient(standIn.url());
    }

    @AfterAll
    static void stop() {
        standIn.close();
    }

    @BeforeEach
    void beginAnew() throws Exception {
        admin.behaveAsUsual();
        admin.forgetRequests();
    }

    @Test
    void misbehaves_for_so_many_requests_and_then_as_usual() throws Exception {
        admin.behave(Behaviour.Status.of(500), 2);
        assertThat(caller.get(QUESTION).statusCode()).isEqualTo(500);
        assertThat(admin.instruction()).hasValue(new Instruction(Behaviour.Status.of(500), OptionalInt.of(1)));
        assertThat(caller.get("/api/v1/companies").statusCode()).isEqualTo(500);
        assertThat(caller.get(QUESTION).statusCode()).isEqualTo(200);
        assertThat(admin.instruction()).isEmpty();
    }

    @Test
    void misbehaves_until_told_otherwise() throws Exception {
        admin.behave(new Behaviour.Empty());
        for (int request = 0; request < 5; request++) {
            assertThat(Caller.json(caller.get(QUESTION)).get("data")).isEmpty();
        }
        admin.behaveAsUsual();
        assertThat(Caller.json(caller.get(QUESTION)).get("data")).hasSize(8);
    }

    @Test
    void misbehaves_from_the_start() throws Exception {
        Instruction initial = new Instruction(Behaviour.Status.of(503), OptionalInt.of(1));
        try (StandIn other = StandIn.start(0, 0, Optional.of(initial))) {
            assertThat(new Caller(other.url()).get(QUESTION).statusCode()).isEqualTo(503);
            assertThat(new Caller(other.url()).get(QUESTION).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void leaves_other_paths_alone() throws Exception {
        admin.behave(Behaviour.Status.of(503), 1);
        assertThat(caller.get("/health").statusCode()).isEqualTo(200);
        assertThat(caller.get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(admin.instruction()).isPresent();
    }

    @Test
    void answers_errors_as_the_api_does() throws Exception {
        admin.behave(Behaviour.Status.of(500), 1);
        HttpResponse<byte[]> failed = caller.get(QUESTION);
        assertThat(Caller.json(failed).get("message").asText()).isEqualTo("Server Error");
        assertThat(failed.headers().firstValue("Retry-After")).isEmpty();

        admin.behave(Behaviour.Status.of(429, Duration.ofSeconds(17)), 1);
        HttpResponse<byte[]> refused = caller.get(QUESTION);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("17");
        assertThat(Caller.json(refused).get("message").asText()).isEqualTo("Too Many Attempts.");

        admin.behave(new Behaviour.Status(418, Optional.of("soon"), Optional.of("no")), 1);
        HttpResponse<byte[]> odd = caller.get(QUESTION);
        assertThat(odd.statusCode()).isEqualTo(418);
        assertThat(odd.headers().firstValue("Retry-After")).hasValue("soon");
        assertThat(odd.body()).isEqualTo("no".getBytes(UTF_8));
    }

    @Test
    void answers_a_web_page() throws Exception {
        admin.behave(new Behaviour.Html(200));
        HttpResponse<byte[]> response = caller.get(QUESTION);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(new String(response.body(), UTF_8)).startsWith("<!DOCTYPE html>");
    }

    @Test
    void truncates_the_json_in_a_complete_answer() throws Exception {
        byte[] whole = caller.get(QUESTION).body();
        admin.behave(new Behaviour.Truncated());
        HttpResponse<byte[]> response = caller.get(QUESTION);
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(whole.length / 2);
        assertThat(new String(whole, UTF_8)).startsWith(new String(response.body(), UTF_8));
        assertThatThrownBy(() -> Caller.json(response)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void cuts_the_connection_in_the_middle_of_the_body() throws Exception {
        byte[] whole = caller.get(QUESTION).body();
        admin.behave(new Behaviour.Cut());
        // not by the JDK's client, which forgets what came before the end that it did not expect
        byte[] answer = caller.untilTheEnd(QUESTION);
        String text = new String(answer, ISO_8859_1);
        int body = text.indexOf("\r\n\r\n") + 4;
        assertThat(text.substring(0, body).toLowerCase(Locale.ROOT)).contains("content-length: " + whole.length);
        assertThat(Arrays.copyOfRange(answer, body, answer.length)).isEqualTo(Arrays.copyOf(whole, whole.length / 2));
    }

    @Test
    void mistakes_types_in_one_field_after_the_other() throws Exception {
        admin.behave(new Behaviour.WrongTypes(1));
        JsonNode data = Caller.json(caller.get(QUESTION)).get("data");
        assertThat(data.get(0).get("name").isNumber()).isTrue();
        assertThat(data.get(1).get("country").isBoolean()).isTrue();
        assertThat(data.get(2).get("vat").isNumber()).isTrue();
        assertThat(data.get(3).get("phone").isArray()).isTrue();
        assertThat(data.get(4).get("addresses").isTextual()).isTrue();
        assertThat(data.get(5).get("contact").isArray()).isTrue();
        assertThat(data.get(6).get("id").isTextual()).isTrue();
        assertThat(data.get(7).isTextual()).isTrue();
    }

    @Test
    void mistakes_types_in_some_companies_only() throws Exception {
        JsonNode right = Caller.json(caller.get(QUESTION)).get("data");
        admin.behave(new Behaviour.WrongTypes(3));
        JsonNode data = Caller.json(caller.get(QUESTION)).get("data");
        for (int index = 0; index < 8; index++) {
            boolean spoilt = index == 2 || index == 5;
            assertThat(data.get(index).equals(right.get(index))).isEqualTo(!spoilt);
        }
    }

    @Test
    void answers_no_company() throws Exception {
        admin.behave(new Behaviour.Empty());
        JsonNode envelope = Caller.json(caller.get(QUESTION));
        assertThat(envelope.get("total").intValue()).isZero();
        assertThat(envelope.get("data").getNodeType()).isEqualTo(JsonNodeType.ARRAY);
        assertThat(envelope.get("data")).isEmpty();
    }

    @Test
    void is_late_with_the_usual_answer() throws Exception {
        byte[] usual = caller.get(QUESTION).body();
        admin.behave(Behaviour.Slow.by(Duration.ofMillis(300)));
        Instant asked = Instant.now();
        assertThat(caller.get(QUESTION).body()).isEqualTo(usual);
        assertThat(Duration.between(asked, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void drips_the_usual_answer() throws Exception {
        byte[] usual = caller.get(QUESTION).body();
        admin.behave(Behaviour.Slow.at(usual.length * 2));
        Instant asked = Instant.now();
        assertThat(caller.get(QUESTION).body()).isEqualTo(usual);
        assertThat(Duration.between(asked, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void goes_on_for_others_while_it_is_slow() throws Exception {
        admin.behave(Behaviour.Slow.by(Duration.ofMinutes(5)), 50);
        List<CompletableFuture<?>> slow = new ArrayList<>();
        for (int number = 0; number < 50; number++) {
            slow.add(caller.start(QUESTION));
        }
        await().until(() -> admin.instruction().isEmpty());
        assertThat(caller.get(QUESTION).statusCode()).isEqualTo(200);
        assertThat(slow).noneMatch(CompletableFuture::isDone);
        slow.forEach(request -> request.cancel(true));
    }

    @Test
    void sends_a_body_of_any_size_that_is_json() throws Exception {
        admin.behave(Behaviour.Huge.of(5_000_001));
        HttpResponse<byte[]> response = caller.get(QUESTION);
        assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(5_000_001);
        assertThat(response.body()).hasSize(5_000_001);
        assertThat(Caller.json(response).at("/data/0/name").asText()).hasSizeGreaterThan(4_999_000);

        admin.behave(new Behaviour.Huge(5_000_001, true, false));
        HttpResponse<byte[]> unannounced = caller.get(QUESTION);
        assertThat(unannounced.headers().firstValue("Content-Length")).isEmpty();
        assertThat(unannounced.body()).isEqualTo(response.body());
    }

    @Test
    void sends_a_small_body_that_swells_to_those_who_accept_gzip() throws Exception {
        admin.behave(new Behaviour.Huge(50_000_000, true, true));
        HttpResponse<byte[]> response = caller.get(QUESTION, BodyHandlers.ofByteArray(), "Accept-Encoding", "gzip");
        assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(response.body()).hasSizeLessThan(100_000);
        try (GZIPInputStream swollen = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(swollen.transferTo(OutputStream.nullOutputStream())).isEqualTo(50_000_000);
        }
    }

    @Test
    void bears_a_caller_that_hangs_up_on_a_huge_body() throws Exception {
        admin.behave(Behaviour.Huge.of(Behaviour.Huge.MOST_BYTES), 1);
        HttpResponse<InputStream> response = caller.get(QUESTION, BodyHandlers.ofInputStream());
        response.body().readNBytes(100_000);
        response.body().close();
        assertThat(caller.get(QUESTION).statusCode()).isEqualTo(200);
    }

    @Test
    void hangs_up_without_an_answer() throws Exception {
        admin.behave(new Behaviour.Reset());
        assertThatThrownBy(() -> caller.get(QUESTION)).isInstanceOf(IOException.class);
        assertThat(admin.requests()).isNotEmpty().allMatch(request -> request.status() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void points_elsewhere(int status) throws Exception {
        admin.behave(new Behaviour.Redirect("http://127.0.0.1:1/a?b=c", status));
        HttpResponse<byte[]> response = caller.get(QUESTION);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Location")).hasValue("http://127.0.0.1:1/a?b=c");
    }

    @Test
    void replays_a_body_and_records_as_given() throws Exception {
        admin.behave(new Behaviour.Fixed("{ \"data\": [1,  2] }\n"));
        assertThat(caller.get(QUESTION).body()).isEqualTo("{ \"data\": [1,  2] }\n".getBytes(UTF_8));

        JsonNode companies = Caller.json(caller.get("/api/v1/companies"));
        assertThat(companies.get("data")).hasSize(2);
        admin.behaveAsUsual();
        JsonNode data =
                Caller.json(caller.get("/api/v2/companies?_quantity=1000")).get("data");
        admin.behave(Behaviour.Fixed.records(data));
        JsonNode replayed = Caller.json(caller.get(QUESTION));
        assertThat(replayed.get("total").intValue()).isEqualTo(1000);
        assertThat(replayed.get("data")).isEqualTo(data);
        assertThat(admin.requests().get(admin.requests().size() - 1).companies())
                .isEqualTo(1000);
    }

    @Test
    void takes_records_as_json() throws Exception {
        assertThat(tell("{\"kind\": \"fixed\", \"records\": [{\"id\": 1, \"name\": \"Ä/1\"}]}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(Caller.json(caller.get(QUESTION)).at("/data/0/name").asText())
                .isEqualTo("Ä/1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"kind\": \"stat",
                "{\"kind\": \"html\"} x",
                "{\"kind\": \"unknown\"}",
                "{\"kind\": \"status\", \"status\": 200}",
                "{\"kind\": \"status\", \"status\": \"many\"}",
                "{\"kind\": \"status\", \"states\": 500}",
                "{\"kind\": \"status\", \"times\": 0}",
                "{\"kind\": \"wrong-types\", \"every\": 0}",
                "{\"kind\": \"slow\", \"delayMillis\": 600001}",
                "{\"kind\": \"slow\", \"bytesPerSecond\": 0}",
                "{\"kind\": \"huge\", \"bytes\": 10}",
                "{\"kind\": \"huge\", \"gzip\": \"perhaps\"}",
                "{\"kind\": \"redirect\"}",
                "{\"kind\": \"redirect\", \"location\": \"/\", \"status\": 304}",
                "{\"kind\": \"fixed\"}",
                "{\"kind\": \"fixed\", \"records\": {}}",
                "{\"kind\": \"fixed\", \"records\": [], \"body\": \"\"}",
            })
    void refuses_what_it_cannot_do_and_stays_as_it_was(String json) throws Exception {
        admin.behave(new Behaviour.Empty());
        HttpResponse<byte[]> response = tell(json);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Caller.json(response).get("message").asText()).isNotBlank();
        assertThat(admin.instruction()).hasValue(new Instruction(new Behaviour.Empty(), OptionalInt.empty()));
    }

    @Test
    void refuses_an_instruction_of_many_megabytes() throws Exception {
        assertThat(tell("{\"kind\": \"fixed\", \"body\": \"" + "x".repeat(8 << 20) + "\"}")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void tells_what_it_has_served() throws Exception {
        Instant before = Instant.now();
        byte[] body = caller.get(QUESTION).body();
        caller.get("/api/v1/companies");
        caller.get("/nowhere");
        admin.behave(new Behaviour.Truncated());
        caller.get(QUESTION);

        List<ServedRequest> requests = admin.requests();
        assertThat(requests).hasSize(4);
        ServedRequest first = requests.get(0);
        assertThat(first.time()).isBetween(before, Instant.now());
        assertThat(first.method()).isEqualTo("GET");
        assertThat(first.path()).isEqualTo("/api/v2/companies");
        assertThat(first.query()).hasValue("_quantity=8&_seed=1");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.behaviour()).isEqualTo("none");
        assertThat(first.companies()).isEqualTo(8);
        assertThat(first.seed()).hasValue(1);
        assertThat(first.bytes()).hasValue(body.length);
        assertThat(first.sha256()).hasValue(sha256(body));
        assertThat(requests.get(1).query()).isEmpty();
        assertThat(requests.get(2).status()).isEqualTo(404);
        assertThat(requests.get(3).behaviour()).isEqualTo("truncated");
        assertThat(requests.get(3).companies()).isZero();
    }

    @Test
    void tells_the_seed_that_it_chose_itself() throws Exception {
        byte[] unseeded = caller.get("/api/v1/companies").body();
        long seed = admin.requests().get(0).seed().orElseThrow();
        assertThat(caller.get("/api/v1/companies?_seed=" + seed).body()).isEqualTo(unseeded);
    }

    @Test
    void remembers_the_last_thousand_requests() throws Exception {
        for (int request = 0; request < RequestLog.KEPT + 5; request++) {
            caller.get("/" + request);
        }
        List<ServedRequest> requests = admin.requests();
        assertThat(requests).hasSize(RequestLog.KEPT);
        assertThat(requests.get(0).path()).isEqualTo("/5");
    }

    private static HttpResponse<byte[]> tell(String json) throws IOException, InterruptedException {
        return caller.send("PUT", "/behaviour", json);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
