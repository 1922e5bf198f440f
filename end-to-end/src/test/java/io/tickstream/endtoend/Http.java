package io.tickstream.endtoend;

import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a server of the stack answers over HTTP. */
final class Http {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private Http() {}

    static String get(RunningStack stack, Port port, String path) throws IOException, InterruptedException {
        return CLIENT.send(request(stack, port, path).GET().build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Sends JSON; an answer other than 2xx is an error. */
    static String post(RunningStack stack, Port port, String path, String json)
            throws IOException, InterruptedException {
        HttpResponse<String> response = CLIENT.send(
                request(stack, port, path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("%s answered %d: %s".formatted(path, response.statusCode(), response.body()));
        }
        return response.body();
    }

    private static HttpRequest.Builder request(RunningStack stack, Port port, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + stack.address(port) + path))
                .timeout(TIMEOUT);
    }
}
