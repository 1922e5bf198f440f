package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Asks a stand-in over HTTP. */
final class Caller {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI url;

    Caller(URI url) {
        this.url = url;
    }

    static JsonNode json(HttpResponse<byte[]> response) throws IOException {
        return MAPPER.readTree(response.body());
    }

    HttpResponse<byte[]> get(String pathAndQuery) throws IOException, InterruptedException {
        return http.send(request(pathAndQuery).build(), BodyHandlers.ofByteArray());
    }

    /** Everything that comes until the connection ends, head included. */
    byte[] untilTheEnd(String pathAndQuery) throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                            .formatted(pathAndQuery, url.getAuthority())
                            .getBytes(US_ASCII));
            return socket.getInputStream().readAllBytes();
        }
    }

    <T> HttpResponse<T> get(String pathAndQuery, HttpResponse.BodyHandler<T> handler, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(pathAndQuery);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), handler);
    }

    HttpResponse<byte[]> send(String method, String pathAndQuery, String body)
            throws IOException, InterruptedException {
        return http.send(
                request(pathAndQuery)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    CompletableFuture<HttpResponse<byte[]>> start(String pathAndQuery) {
        return http.sendAsync(request(pathAndQuery).build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(url + pathAndQuery)).timeout(Duration.ofSeconds(30));
    }
}
