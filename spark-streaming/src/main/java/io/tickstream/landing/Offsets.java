package io.tickstream.landing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * A place in each partition of some topics.
 *
 * @param next by partition, the offset of the first record that is not included, 0 or more
 */
record Offsets(SortedMap<TopicPartition, Long> next) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    Offsets {
        SortedMap<TopicPartition, Long> sorted = new TreeMap<>(ORDER);
        sorted.putAll(next);
        next = Collections.unmodifiableSortedMap(sorted);
    }

    static Offsets of(Map<TopicPartition, Long> next) {
        SortedMap<TopicPartition, Long> sorted = new TreeMap<>(ORDER);
        sorted.putAll(next);
        return new Offsets(sorted);
    }

    /**
     * Reads what Spark's Kafka source writes: {"topic":{"partition":offset}}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static Offsets parse(String json) {
        SortedMap<TopicPartition, Long> next = new TreeMap<>(ORDER);
        try {
            for (Map.Entry<String, JsonNode> topic : JSON.readTree(json).properties()) {
                for (Map.Entry<String, JsonNode> partition : topic.getValue().properties()) {
                    if (!partition.getValue().isIntegralNumber()) {
                        throw new IllegalArgumentException("no offset stands at %s-%s: %s"
                                .formatted(topic.getKey(), partition.getKey(), partition.getValue()));
                    }
                    next.put(
                            new TopicPartition(topic.getKey(), Integer.parseInt(partition.getKey())),
                            partition.getValue().longValue());
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + e.getOriginalMessage(), e);
        }
        return new Offsets(next);
    }

    /** As Spark's Kafka source reads it. */
    String json() {
        Map<String, Map<String, Long>> topics = new TreeMap<>();
        next.forEach((partition, offset) -> topics.computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                .put(String.valueOf(partition.partition()), offset));
        try {
            return JSON.writeValueAsString(topics);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Maps of numbers cannot be written as JSON", e);
        }
    }
}
