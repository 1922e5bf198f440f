package io.tickstream.ingest.loopback;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * An HTTP server on the loopback interface that writes to the socket whatever a test tells it to, be it HTTP or not.
 * One request a connection.
 */
public final class ScriptedServer implements AutoCloseable {
    /** What the server does with a connection whose request it has read. */
    @FunctionalInterface
    public interface Script {
        void play(Socket connection) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final ExecutorService connections = Executors.newCachedThreadPool();
    private final List<String> requests = new ArrayList<>();
    private Consumer<String> heads = head -> {};
    private List<Script> scripts = List.of(answer(404, "{}"));

    public ScriptedServer() {
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on the loopback interface", e);
        }
        connections.execute(this::accept);
    }

    /** Where the server is. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(listener.getLocalPort(), path));
    }

    /** Plays the scripts one after the other from now on, the last one again and again. Forgets earlier requests. */
    public synchronized void plays(Script... next) {
        scripts = List.of(next);
        requests.clear();
    }

    /** The targets of the requests since the scripts were set. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** Tells of the heads of requests, as they came. */
    public synchronized void listensToHeads(Consumer<String> listener) {
        heads = listener;
    }

    /** A whole answer. */
    public static Script answer(int status, String body, String... headers) {
        return connection -> write(connection, head(status, body.getBytes(UTF_8).length, headers) + body);
    }

    /** Text as it is. */
    public static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(UTF_8));
        connection.getOutputStream().flush();
    }

    /** Status line and headers. */
    public static String head(int status, long contentLength, String... headers) {
        return "HTTP/1.1 %d Whatever\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n"
                .formatted(
                        status,
                        contentLength,
                        String.join(
                                "",
                                List.of(headers).stream()
                                        .map(header -> header + "\r\n")
                                        .toList()));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        connections.shutdownNow();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connections.execute(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
            String requestLine = reader.readLine();
            StringBuilder head = new StringBuilder();
            for (String line = requestLine; line != null && !line.isEmpty(); line = reader.readLine()) {
                head.append(line).append('\n');
            }
            if (requestLine != null) {
                tell(head.toString());
                next(requestLine.split(" ", -1)[1]).play(connection);
            }
        } catch (IOException e) {
            // the client hung up, which is what some scripts are about
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void tell(String head) {
        heads.accept(head);
    }

    private synchronized Script next(String target) {
        Script script = scripts.get(Math.min(requests.size(), scripts.size() - 1));
        requests.add(target);
        return script;
    }
}
