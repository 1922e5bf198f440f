package io.tickstream.localstack.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a stack lives: what a server needs to know to be configured.
 *
 * @param installation what is started
 * @param state where it keeps its data
 * @param settings how it is started
 */
public record Site(Installation installation, StateFolder state, StackSettings settings) {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(PROBE_TIMEOUT).build();

    /** Whether somebody accepts connections on the port. */
    boolean accepts(Port port) {
        return accepts(Node.FIRST, port);
    }

    /** Whether somebody accepts connections on the port of a node. */
    boolean accepts(Node node, Port port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(node.inetAddress(), settings.port(port)), (int) PROBE_TIMEOUT.toMillis());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The body of a 2xx answer to GET, or empty whatever else happens. */
    Optional<String> get(Port port, String path) throws InterruptedException {
        return get(settings.url(port, path));
    }

    private static Optional<String> get(URI url) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(PROBE_TIMEOUT).build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() / 100 == 2 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }
}
