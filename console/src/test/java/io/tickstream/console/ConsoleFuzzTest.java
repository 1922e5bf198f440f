package io.tickstream.console;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.tickstream.fuzz.Draw;
import io.tickstream.fuzz.Fuzz;
import io.tickstream.fuzz.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/**
 * Whatever the console's API is asked, it answers in time and never with a 500, and tells in a problem why it refuses.
 * No other server is there, so that nothing can be changed.
 */
@QuarkusTest
class ConsoleFuzzTest {
    /** Refused by the HTTP server itself, before there is a request for the API. */
    private static final Set<Integer> NOT_HTTP = Set.of(0, 400, 404, 405, 413, 414, 431);

    private static final List<String> MOMENTS = List.of(
            "2026-01-31T12:00:00Z",
            "2026-01-31T12:00:00.123456789Z",
            "9999-12-31T23:59:59Z",
            "+10000-01-01T00:00:00Z",
            "+292278994-08-17T07:12:55.807Z",
            "+1000000000-12-31T23:59:59.999999999Z",
            "-1000000000-01-01T00:00:00Z",
            "-292275055-05-16T16:47:04.192Z",
            "0000-01-01T00:00:00Z",
            "-0001-12-31T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-01-31T12:00:00+01:00",
            "yesterday",
            "");

    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "7",
            "90",
            "200",
            "201",
            "-1",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "1e3",
            "1.0",
            "+1",
            "٣",
            "",
            " 1");

    private static final List<String> UUIDS = List.of(
            "7b0c1c2e-0b0a-5f6e-8a55-0123456789ab",
            "1-1-1-1-1",
            "x",
            "00000000-0000-0000-0000-000000000000",
            "7b0c1c2e-0b0a-5f6e-8a55-0123456789ab-1",
            "7b0c1c2e0b0a5f6e8a550123456789ab");

    private static final List<String> WORDS = List.of(
            "ticks",
            "companies_created",
            "companies_rejected",
            "ticks-value",
            "source",
            "landing",
            "not_framed",
            "nowhere");

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();

    /** One of the document's operations. */
    private record Operation(String method, String path, List<Parameter> parameters, boolean streams) {}

    private record Parameter(String name, boolean inPath) {}

    @Test
    void whatever_is_asked_is_answered_in_time_and_never_with_a_500() throws Exception {
        List<Operation> operations = operations();
        assertThat(operations).hasSizeGreaterThan(12);
        Fuzz fuzz = Fuzz.of("console").at(4);

        fuzz.run(draw -> ask(draw, draw.of(operations)));

        if (fuzz.hasMany()) {
            assertThat(statuses).containsKeys(200, 400, 404, 503);
        }
    }

    private List<Operation> operations() throws IOException {
        JsonNode paths = json.readTree(given().get("/api/openapi?format=json").asByteArray())
                .path("paths");
        List<Operation> operations = new ArrayList<>();
        paths.properties().forEach(path -> path.getValue().properties().forEach(method -> {
            List<Parameter> parameters = new ArrayList<>();
            for (JsonNode parameter : method.getValue().path("parameters")) {
                parameters.add(new Parameter(
                        parameter.path("name").asText(),
                        parameter.path("in").asText().equals("path")));
            }
            operations.add(new Operation(
                    method.getKey().toUpperCase(java.util.Locale.ROOT),
                    path.getKey(),
                    parameters,
                    path.getKey().endsWith("/stream")));
        }));
        return operations;
    }

    private void ask(Draw draw, Operation operation) throws IOException {
        boolean nonsense = draw.once(8);
        String target = target(draw, operation, nonsense);
        boolean changes = !operation.method().equals("GET");
        byte[] body = changes ? body(draw) : new byte[0];
        StringBuilder head = new StringBuilder(
                "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n".formatted(operation.method(), target, port));
        if (changes) {
            head.append("Content-Type: ")
                    .append(draw.once(10) ? "text/" + draw.word() : "application/json")
                    .append("\r\n");
            head.append(draw.once(10) ? "" : "X-Requested-With: tickstream\r\n");
        }
        String request = RawHttp.request(new String(head.toString().getBytes(UTF_8), ISO_8859_1), body);
        draw.shows(request);

        RawHttp.Answer answer = RawHttp.send(port, request);

        statuses.merge(answer.status(), 1, Integer::sum);
        boolean isProblem = answer.header("Content-Type").orElse("").startsWith("application/problem+json");
        if (nonsense && NOT_HTTP.contains(answer.status())) {
            return;
        }
        assertThat(answer.status()).as("answered %s", answer).isIn(200, 400, 401, 403, 404, 405, 413, 415, 503);
        assertThat(isProblem).as("whether %s is a problem", answer).isEqualTo(answer.status() >= 400);
        if (isProblem) {
            JsonNode problem = json.readTree(answer.body().getBytes(ISO_8859_1));
            assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
            assertThat(problem.path("detail").asText()).isNotBlank().doesNotContain("Exception", "io.tickstream");
        }
    }

    private static String target(Draw draw, Operation operation, boolean nonsense) {
        String path = operation.path();
        StringBuilder query = new StringBuilder();
        for (Parameter parameter : operation.parameters()) {
            String value = operation.streams() ? "no" + draw.word() : value(draw, parameter.name());
            // a stream of nothing is one of everything, and has no end
            String encoded = nonsense && !operation.streams() && draw.once(2) ? percents(draw) : encoded(draw, value);
            if (parameter.inPath()) {
                path = path.replace("{" + parameter.name() + "}", encoded.isEmpty() ? "x" : encoded);
            } else if (operation.streams() || !draw.once(3)) {
                for (int i = draw.once(10) ? 2 : 1; i > 0; i--) {
                    query.append(query.isEmpty() ? "?" : "&")
                            .append(parameter.name())
                            .append('=')
                            .append(encoded);
                }
            }
        }
        if (nonsense) {
            query.append(query.isEmpty() ? "?" : "&").append(percents(draw));
        }
        return path + query;
    }

    /** What stands where something encoded by percent signs should. */
    private static String percents(Draw draw) {
        return draw.of(
                "%",
                "%zz",
                "%00",
                "%ff",
                "%c0%80",
                "%ed%a0%80",
                "%2e%2e%2f",
                "..",
                ";a=b",
                "+",
                "=",
                "&&",
                "%25%32%35",
                "[",
                "|",
                "%u1234");
    }

    private static String value(Draw draw, String name) {
        if (draw.once(4)) {
            return draw.text();
        }
        return switch (name) {
            case "from", "to", "at", "slot" -> draw.once(3) ? draw.damaged(draw.of(MOMENTS)) : draw.of(MOMENTS);
            case "limit", "days", "partition", "before", "version" ->
                draw.once(3) ? Long.toString(draw.edge()) : draw.of(NUMBERS);
            case "id", "tick" -> draw.once(3) ? draw.damaged(draw.of(UUIDS)) : draw.of(UUIDS);
            case "all" -> draw.of("true", "false", "TRUE", "1", "", "x");
            case "cursor" ->
                draw.once(2) ? draw.of(MOMENTS) + "/" + draw.of(UUIDS) : draw.of("/", "//", "x/", "/x", "");
            default -> draw.of(WORDS);
        };
    }

    private static String encoded(Draw draw, String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : value.getBytes(UTF_8)) {
            boolean plain = (each >= '0' && each <= '9')
                    || (each >= 'a' && each <= 'z')
                    || (each >= 'A' && each <= 'Z')
                    || each == '-'
                    || each == '_';
            encoded.append(plain && !draw.once(30) ? String.valueOf((char) each) : "%%%02X".formatted(each & 0xff));
        }
        // longer ones are the HTTP server's to refuse
        int most = Math.min(encoded.length(), 1500);
        return encoded.substring(0, most).replaceAll("%.?$", "");
    }

    private static byte[] body(Draw draw) {
        String body = draw.of(
                "{\"state\":\"paused\",\"reason\":\"" + draw.word() + "\"}",
                "{\"state\":\"" + draw.word() + "\"}",
                "{\"ids\":[{\"at\":\"" + draw.of(MOMENTS) + "\",\"id\":\"" + draw.of(UUIDS) + "\"}]}",
                "{\"ids\":[null]}",
                "{\"ids\":{\"a\":1}}",
                "{\"ids\":" + "[".repeat(2000),
                "{\"state\":" + draw.edge() + ",\"reason\":1e999}",
                "null",
                "");
        return switch (draw.below(4)) {
            case 0 -> draw.damaged(body.getBytes(UTF_8));
            case 1 -> draw.once(4) ? draw.bytes(70_000) : draw.bytes(100);
            default -> body.getBytes(UTF_8);
        };
    }
}
