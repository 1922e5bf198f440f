package io.tickstream.localstack.companyapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The last thousand requests. */
final class RequestLog {
    static final int KEPT = 1000;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Deque<ServedRequest> requests = new ArrayDeque<>();

    synchronized void add(ServedRequest request) {
        if (requests.size() == KEPT) {
            requests.removeFirst();
        }
        requests.addLast(request);
    }

    synchronized void clear() {
        requests.clear();
    }

    /** The oldest first. */
    synchronized List<ServedRequest> list() {
        return List.copyOf(requests);
    }

    static byte[] write(List<ServedRequest> requests) {
        ObjectNode json = MAPPER.createObjectNode();
        ArrayNode array = json.putArray("requests");
        for (ServedRequest request : requests) {
            ObjectNode entry = array.addObject()
                    .put("time", request.time().toString())
                    .put("method", request.method())
                    .put("path", request.path())
                    .put("query", request.query().orElse(null))
                    .put("status", request.status())
                    .put("behaviour", request.behaviour())
                    .put("companies", request.companies());
            put(entry, "seed", request.seed());
            put(entry, "bytes", request.bytes());
            entry.put("sha256", request.sha256().orElse(null));
        }
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot happen: a tree is written", e);
        }
    }

    static List<ServedRequest> read(byte[] json) throws IOException {
        List<ServedRequest> requests = new ArrayList<>();
        for (JsonNode entry : MAPPER.readTree(json).path("requests")) {
            requests.add(new ServedRequest(
                    Instant.parse(entry.path("time").asText()),
                    entry.path("method").asText(),
                    entry.path("path").asText(),
                    text(entry, "query"),
                    entry.path("status").asInt(),
                    entry.path("behaviour").asText(),
                    entry.path("companies").asInt(),
                    number(entry, "seed"),
                    number(entry, "bytes"),
                    text(entry, "sha256")));
        }
        return requests;
    }

    private static void put(ObjectNode entry, String name, OptionalLong value) {
        if (value.isPresent()) {
            entry.put(name, value.getAsLong());
        } else {
            entry.putNull(name);
        }
    }

    private static Optional<String> text(JsonNode entry, String name) {
        return entry.hasNonNull(name) ? Optional.of(entry.get(name).asText()) : Optional.empty();
    }

    private static OptionalLong number(JsonNode entry, String name) {
        return entry.hasNonNull(name) ? OptionalLong.of(entry.get(name).asLong()) : OptionalLong.empty();
    }
}
