package io.tickstream.ingest.loopback;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tickstream.contract.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The one call of a schema registry that the function makes, answered as Apicurio answers it. */
public final class LoopbackRegistry implements AutoCloseable {
    private static final String SUBJECTS = "/apis/ccompat/v7/subjects/";
    private static final Map<Topic, Integer> IDS =
            Map.of(Topic.COMPANIES_CREATED, 11, Topic.COMPANIES_REJECTED, 12, Topic.TICKS, 13);

    private final HttpServer server;

    public LoopbackRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on the loopback interface", e);
        }
        server.createContext(SUBJECTS, LoopbackRegistry::lookUp);
        server.start();
    }

    public static int idOf(Topic topic) {
        return IDS.get(topic);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void lookUp(HttpExchange exchange) throws IOException {
        String subject = exchange.getRequestURI().getPath().substring(SUBJECTS.length());
        String schema = new ObjectMapper()
                .readTree(exchange.getRequestBody())
                .path("schema")
                .asText();
        Optional<Topic> found = Arrays.stream(Topic.values())
                .filter(topic -> topic.subject().equals(subject))
                .filter(topic -> topic.schema().toString().equals(schema))
                .findFirst();
        byte[] answer = found.map(topic ->
                        "{\"subject\":\"%s\",\"id\":%d,\"version\":1,\"schema\":\"…\"}".formatted(subject, idOf(topic)))
                .orElse("{\"error_code\":40403,\"message\":\"Schema not found\"}")
                .getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(found.isPresent() ? 200 : 404, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
