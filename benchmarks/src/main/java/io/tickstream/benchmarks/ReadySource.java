package io.tickstream.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;

/** A source whose answer is ready, and which knows how long it took to give it. */
final class ReadySource implements AutoCloseable {
    private final HttpServer server;
    private volatile byte[] body = new byte[0];
    private volatile Duration spent = Duration.ZERO;

    ReadySource() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "source");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:%d/companies".formatted(server.getAddress().getPort());
    }

    void answersWith(byte[] next) {
        body = next;
    }

    /** What the last answer took, from the request to the last byte. */
    Duration spent() {
        return spent;
    }

    private void answer(HttpExchange exchange) throws IOException {
        long started = System.nanoTime();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        // before the last byte is on its way, or the tick could be over first
        spent = Duration.ofNanos(System.nanoTime() - started);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
