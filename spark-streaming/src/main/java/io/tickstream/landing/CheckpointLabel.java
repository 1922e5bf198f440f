package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What we keep beside Spark's own files in a checkpoint, so that it is not taken for another one.
 *
 * @param id names the checkpoint wherever it is moved to; drivers contend for it by this name
 * @param query the query whose offsets the checkpoint holds
 * @param topicIds by topic, the id that Kafka gave it when it was created; a topic that is created anew has another
 */
record CheckpointLabel(UUID id, String query, Map<String, String> topicIds) {
    private static final ObjectMapper JSON = new ObjectMapper();

    CheckpointLabel {
        requireNonNull(id, "id");
        requireNonNull(query, "query");
        topicIds = Map.copyOf(topicIds);
    }

    static CheckpointLabel create(String query, Map<String, String> topicIds) {
        return new CheckpointLabel(UUID.randomUUID(), query, topicIds);
    }

    /** The same checkpoint, begun anew. */
    CheckpointLabel forQuery(String newQuery, Map<String, String> newTopicIds) {
        return new CheckpointLabel(id, newQuery, newTopicIds);
    }

    /** @throws IllegalArgumentException if it is no label */
    static CheckpointLabel parse(String json) {
        try {
            JsonNode label = JSON.readTree(json);
            if (!label.path("id").isTextual()) {
                throw new IllegalArgumentException("no id");
            }
            Map<String, String> topics = new TreeMap<>();
            label.path("topics")
                    .properties()
                    .forEach(
                            topic -> topics.put(topic.getKey(), topic.getValue().asText()));
            return new CheckpointLabel(
                    UUID.fromString(label.path("id").asText()),
                    label.path("query").asText(),
                    topics);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** The file is there and holds something else, or is cut off. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable(String file, Exception cause) {
            super(
                    "%s is no label of a checkpoint, or cut off: %s. Restore it from a backup. Else, when no job runs on this checkpoint, delete it: the next start writes a new one, and cannot tell this time whether topics were created anew"
                            .formatted(file, cause.getMessage()),
                    cause);
        }
    }

    String json() {
        Map<String, Object> label = new LinkedHashMap<>();
        label.put("id", id.toString());
        label.put("query", query);
        label.put("topics", new TreeMap<>(topicIds));
        try {
            return JSON.writeValueAsString(label);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Maps of texts cannot be written as JSON", e);
        }
    }
}
