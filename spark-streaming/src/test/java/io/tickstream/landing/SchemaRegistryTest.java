package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tickstream.contract.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a registry written by hand, which answers as Apicurio's Confluent API does. */
class SchemaRegistryTest {
    private static final String SCHEMA = Topic.COMPANIES_CREATED.schema().toString();
    private static final String NOT_FOUND = "{\"error_code\":40403,\"message\":\"Schema not found\"}";
    private static final Patience PATIENT = new Patience(Duration.ofSeconds(20));
    private static final Patience IMPATIENT = new Patience(Duration.ofMillis(50));

    private record Answer(int status, String body) {}

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();
    private Instant now = Events.SLOT;
    private HttpServer server;
    private SchemaRegistry registry;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        registry = new SchemaRegistry(
                URI.create("http://127.0.0.1:%d/apis/ccompat/v7"
                        .formatted(server.getAddress().getPort())),
                new InstantSource() {
                    @Override
                    public Instant instant() {
                        return now;
                    }
                });
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asks_once_for_an_id_that_it_knows() throws Exception {
        answer(200, schema(SCHEMA));
        assertThat(registry.schema(7, IMPATIENT))
                .isEqualTo(new WriterSchema.Known(Topic.COMPANIES_CREATED.schema()))
                .isEqualTo(registry.schema(7, IMPATIENT));
        assertThat(requests).containsExactly("GET /apis/ccompat/v7/schemas/ids/7");
    }

    @Test
    void an_unknown_id_is_unknown_for_a_moment_only() throws Exception {
        answer(404, NOT_FOUND);
        answer(200, schema(SCHEMA));
        assertThat(registry.schema(7, IMPATIENT)).isInstanceOf(WriterSchema.Unknown.class);
        assertThat(registry.schema(7, IMPATIENT)).isInstanceOf(WriterSchema.Unknown.class);
        assertThat(requests).hasSize(1);

        now = now.plus(SchemaRegistry.UNKNOWN_FOR);
        assertThat(registry.schema(7, IMPATIENT)).isInstanceOf(WriterSchema.Known.class);
        assertThat(requests).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void does_not_ask_for_what_is_no_id(int id) throws Exception {
        assertThat(registry.schema(id, IMPATIENT)).isInstanceOf(WriterSchema.Unknown.class);
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | {\"error_code\":50001,\"message\":\"Store\"}",
                "503 | <html>starting</html>",
                "429 | {}",
                "401 | {\"error_code\":401}",
                "200 | <html>a proxy's page</html>",
                "200 | {}",
                "404 | <html>wrong path</html>",
                "404 | {\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}"
            })
    void waits_for_a_registry_that_does_not_answer_usefully(int status, String body) throws Exception {
        answer(status, body);
        answer(status, body);
        answer(200, schema(SCHEMA));
        assertThat(registry.schema(7, PATIENT)).isInstanceOf(WriterSchema.Known.class);
        assertThat(requests).hasSize(3);
    }

    @Test
    void gives_up_on_a_registry_that_stays_away_and_says_nothing_about_the_id() throws Exception {
        answer(503, "");
        assertThatThrownBy(() -> registry.schema(7, IMPATIENT))
                .isInstanceOf(Patience.Exhausted.class)
                .hasMessageContaining("schema registry http://127.0.0.1:")
                .hasMessageContaining("503");

        answers.clear();
        answer(200, schema(SCHEMA));
        assertThat(registry.schema(7, IMPATIENT)).isInstanceOf(WriterSchema.Known.class);
    }

    @Test
    void gives_up_on_a_registry_that_does_not_run() {
        server.stop(0);
        assertThatThrownBy(() -> registry.schema(7, IMPATIENT))
                .isInstanceOf(Patience.Exhausted.class)
                .hasMessageContaining("ConnectException");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"schemaType\":\"JSON\",\"schema\":\"{}\"} | of type JSON",
                "{\"schema\":\"{\\\"type\\\":\\\"recrod\\\"}\"} | cannot be parsed"
            })
    void an_id_that_stands_for_no_avro_schema_is_unusable(String body, String why) throws Exception {
        answer(200, body);
        WriterSchema schema = registry.schema(7, IMPATIENT);
        assertThat(schema).isInstanceOf(WriterSchema.Unusable.class);
        assertThat(((WriterSchema.Unusable) schema).why()).contains(why);
    }

    @Test
    void finds_the_id_of_a_topics_schema_without_registering_it() throws Exception {
        answer(200, "{\"subject\":\"ticks-value\",\"version\":1,\"id\":3,\"schema\":\"…\"}");
        assertThat(registry.idOf(Topic.TICKS)).isEqualTo(3);
        assertThat(requests).containsExactly("POST /apis/ccompat/v7/subjects/ticks-value");
    }

    @ParameterizedTest
    @ValueSource(ints = {40401, 40403})
    void says_that_a_schema_is_not_registered(int errorCode) {
        answer(404, "{\"error_code\":%d}".formatted(errorCode));
        assertThatThrownBy(() -> registry.idOf(Topic.COMPANIES_REJECTED))
                .isInstanceOf(Away.class)
                .hasMessageContaining("companies_rejected-value")
                .hasMessageContaining("register it");
    }

    private void answer(int status, String body) {
        answers.add(new Answer(status, body));
    }

    /** The last answer is repeated. */
    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add("%s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI()));
            Answer answer = answers.size() > 1 ? answers.poll() : answers.peek();
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String schema(String schema) throws IOException {
        ObjectMapper json = new ObjectMapper();
        return json.writeValueAsString(json.createObjectNode().put("schema", schema));
    }
}
