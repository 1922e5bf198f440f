package io.tickstream.localstack.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tickstream.contract.Schedule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire to the function. */
class FunctionGateTest {
    private final HttpServer server;
    private volatile String seen;
    private volatile String answer = "{}";
    private volatile int status = 200;

    FunctionGateTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext("/schedule", exchange -> {
            seen = "%s %s %s %s"
                    .formatted(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            exchange.getRequestHeaders().getFirst("Authorization"),
                            new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] body = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_change_is_put_with_the_token() {
        gate(Optional.of("secret-of-the-function"))
                .change(new Schedule(Schedule.PAUSED, "ann", Instant.EPOCH, "a \"reason\""));

        assertThat(seen)
                .isEqualTo(
                        "PUT /schedule Bearer secret-of-the-function {\"state\":\"paused\",\"changed_by\":\"ann\",\"reason\":\"a \\\"reason\\\"\"}");
        assertThat(gate(Optional.of("secret-of-the-function")).toString()).doesNotContain("secret");
    }

    @Test
    void a_change_without_reason_and_token_sends_none() {
        gate(Optional.empty()).change(new Schedule(Schedule.RUNNING, "ann", Instant.EPOCH, null));

        assertThat(seen).isEqualTo("PUT /schedule null {\"state\":\"running\",\"changed_by\":\"ann\"}");
    }

    @Test
    void the_state_is_read() {
        answer =
                "{\"state\":\"paused\",\"changed_by\":\"ann\",\"changed_at\":\"2026-03-01T12:00:00Z\",\"reason\":null}";
        assertThat(gate(Optional.empty()).read())
                .contains(new Schedule(Schedule.PAUSED, "ann", Instant.parse("2026-03-01T12:00:00Z"), null));

        answer = "{\"state\":\"running\",\"changed_by\":null,\"changed_at\":null,\"reason\":null}";
        assertThat(gate(Optional.empty()).read()).isEmpty();

        answer = "{\"state\":\"paused\",\"changed_by\":null,\"changed_at\":null,\"reason\":null}";
        assertThatThrownBy(() -> gate(Optional.empty()).read()).hasMessageContaining("answers no schedule");

        answer = "{\"state\":\"sleeping\"}";
        assertThatThrownBy(() -> gate(Optional.empty()).read()).hasMessageContaining("another version");
    }

    @Test
    void a_refusal_is_told_in_the_function_s_words() {
        status = 401;
        answer = "{\"detail\":\"This needs the function's access token\"}";

        assertThatThrownBy(() -> gate(Optional.empty()).read())
                .hasMessage("the function answers 401 to GET /schedule: This needs the function's access token");
    }

    private FunctionGate gate(Optional<String> token) {
        return new FunctionGate(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), token);
    }
}
