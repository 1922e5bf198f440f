package io.tickstream.console.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.console.ConsoleConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the servers that speak HTTP; none is waited for longer than the console's timeout. */
@ApplicationScoped
public class Http {
    private final ObjectMapper json;
    private final Duration timeout;
    private final HttpClient client;

    Http(ConsoleConfig config, ObjectMapper json) {
        this.json = json;
        this.timeout = Duration.ofMillis(config.timeoutMillis());
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * What a server answered.
     *
     * @param body as JSON; missing if it is none
     */
    public record Answer(int status, JsonNode body) {
        /** Whether it is 2xx. */
        public boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    /** The body of a 2xx answer to GET. */
    public JsonNode get(Server server, URI url) throws ServerAway {
        Answer answer = send(server, HttpRequest.newBuilder(url).timeout(timeout));
        if (!answer.isSuccess()) {
            throw new ServerAway(server, "It answers %d to GET %s".formatted(answer.status(), url), null);
        }
        return answer.body();
    }

    /** Sends the request, whatever the answer. */
    public Answer send(Server server, HttpRequest.Builder request) throws ServerAway {
        HttpRequest built = request.header("Accept", "application/json, */*").build();
        try {
            HttpResponse<byte[]> response = client.send(built, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), parse(response.body()));
        } catch (IOException e) {
            throw new ServerAway(server, "Nobody answers at %s (%s)".formatted(built.uri(), reason(e)), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerAway(server, "The console was told to stop while it waited for it", e);
        }
    }

    private JsonNode parse(byte[] body) {
        try {
            return json.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return json.missingNode();
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "no connection" : e.getMessage();
    }
}
