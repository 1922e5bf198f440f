package io.tickstream.localstack.schedule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickstream.contract.Schedule;
import io.tickstream.localstack.server.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The gate as the function offers it over HTTP, for those who cannot reach Cassandra.
 *
 * @param url the function's base
 * @param token its access token; empty if it wants none
 */
public record FunctionGate(URI url, Optional<String> token) implements ScheduleGate {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Nobody answers at the function's address. */
    public static final class Away extends StackException {
        private static final long serialVersionUID = 1;

        private Away(String message, Throwable cause) {
            super(message, cause);
        }
    }

    @Override
    public Optional<Schedule> read() {
        JsonNode schedule = send(request().GET().build());
        if (schedule.path("changed_at").isNull()
                && schedule.path("state").asText().equals(Schedule.RUNNING)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Schedule(
                    schedule.path("state").asText(),
                    schedule.path("changed_by").asText(""),
                    Instant.parse(schedule.path("changed_at").asText()),
                    schedule.path("reason").textValue()));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new StackException(
                    "The function at %s answers no schedule: %s. Is it of another version?"
                            .formatted(url, e.getMessage()),
                    e);
        }
    }

    /** The function puts its own time to it. */
    @Override
    public void change(Schedule change) {
        ObjectNode body = JSON.createObjectNode().put("state", change.state()).put("changed_by", change.changedBy());
        if (change.reason() != null) {
            body.put("reason", change.reason());
        }
        send(request()
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body.toString()))
                .build());
    }

    private HttpRequest.Builder request() {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url.resolve("/schedule")).timeout(TIMEOUT);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new StackException("the function answers %d to %s /schedule: %s"
                        .formatted(response.statusCode(), request.method(), detail(response.body())));
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new Away("the function does not answer at %s: %s".formatted(url, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the function was asked", e);
        }
    }

    private static String detail(String body) {
        try {
            return JSON.readTree(body).path("detail").asText(body);
        } catch (JsonProcessingException e) {
            return body;
        }
    }

    /** Leaves the token out. */
    @Override
    public String toString() {
        return "FunctionGate[%s]".formatted(url);
    }
}
