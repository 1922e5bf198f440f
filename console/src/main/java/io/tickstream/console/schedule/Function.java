package io.tickstream.console.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.cache.CacheResult;
import io.tickstream.console.ConsoleConfig;
import io.tickstream.console.answer.Http;
import io.tickstream.console.answer.Server;
import io.tickstream.console.answer.ServerAway;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The ingest function by its HTTP API. */
@ApplicationScoped
public class Function {
    /** For a tick with all of its deadlines; the function's own are shorter than its period. */
    private static final Duration TICK = Duration.ofSeconds(15);

    /** How the function's readiness marks what it can do without. */
    private static final String DEGRADED = "degraded: ";

    private final Http http;
    private final ConsoleConfig config;
    private final ObjectMapper json;

    Function(Http http, ConsoleConfig config, ObjectMapper json) {
        this.http = http;
        this.config = config;
        this.json = json;
    }

    /** A tick's receipt; see tick.avsc. */
    record Receipt(
            UUID id,
            Instant slot,
            String outcome,
            int fetched,
            int published,
            int rejected,
            String reason,
            long fetchMs,
            long publishMs) {}

    /** The function does not do what it was asked to, and says why. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        Refused(int status, String detail) {
            super(detail);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** Whether the console may ask the function itself. */
    public boolean isKnown() {
        return config.functionUrl().isPresent();
    }

    /**
     * Asks whether it takes ticks.
     *
     * @return what is degraded, such as a gate that cannot be read; empty if nothing is, or if it may not be asked
     */
    @CacheResult(cacheName = "function")
    public Optional<String> health() throws ServerAway {
        if (!isKnown()) {
            return Optional.empty();
        }
        Http.Answer answer =
                http.send(Server.FUNCTION, request("/q/health/ready", Duration.ofMillis(config.timeoutMillis())));
        if (answer.status() == 404 || !answer.body().has("status")) {
            throw new ServerAway(
                    Server.FUNCTION,
                    "At %s is something other than the function"
                            .formatted(config.functionUrl().get()),
                    null);
        }
        if (!answer.isSuccess()) {
            throw new ServerAway(Server.FUNCTION, "It runs, but takes no ticks: %s".formatted(answer.body()), null);
        }
        return StreamSupport.stream(answer.body().path("checks").spliterator(), false)
                .flatMap(check -> StreamSupport.stream(check.path("data").spliterator(), false))
                .map(JsonNode::asText)
                .filter(note -> note.startsWith(DEGRADED))
                .map(note -> note.substring(DEGRADED.length()))
                .findFirst();
    }

    /** Pauses or resumes the ticks. */
    void change(String state, String reason) throws ServerAway, Refused {
        requireKnown();
        String body = json.valueToTree(Map.of("state", state, "changed_by", "console", "reason", reason))
                .toString();
        Http.Answer answer = http.send(
                Server.FUNCTION,
                request("/schedule", TICK)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body)));
        if (!answer.isSuccess()) {
            throw refused(answer);
        }
    }

    /** Makes a tick; one that fails has a receipt, too. */
    Receipt tick() throws ServerAway, Refused {
        requireKnown();
        Http.Answer answer =
                http.send(Server.FUNCTION, request("/ticks", TICK).POST(HttpRequest.BodyPublishers.noBody()));
        JsonNode receipt = answer.body();
        if (!receipt.has("outcome")) {
            throw refused(answer);
        }
        return new Receipt(
                UUID.fromString(receipt.path("id").asText()),
                Instant.parse(receipt.path("slot").asText()),
                receipt.path("outcome").asText(),
                receipt.path("fetched").asInt(),
                receipt.path("published").asInt(),
                receipt.path("rejected").asInt(),
                receipt.path("reason").asText(null),
                receipt.path("fetch_ms").asLong(),
                receipt.path("publish_ms").asLong());
    }

    private void requireKnown() throws Refused {
        if (!isKnown()) {
            throw new Refused(
                    409,
                    "This console does not know the function (console.function-url). On Kubernetes: ./tickstream schedule"
                            + " pause --on k8s, which stops the events as well");
        }
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        URI url = config.functionUrl().orElseThrow().resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(timeout);
        config.functionToken().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private static Refused refused(Http.Answer answer) {
        String detail = answer.body().path("detail").asText("no reason given");
        return answer.status() == 401 || answer.status() == 403
                ? new Refused(
                        503,
                        "The function does not let the console in: %s. The console's setting for its token is console.function-token"
                                .formatted(detail))
                : new Refused(
                        answer.status() / 100 == 4 ? 409 : 503,
                        "The function answers %d: %s".formatted(answer.status(), detail));
    }
}
