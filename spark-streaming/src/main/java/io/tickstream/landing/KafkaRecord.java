package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.tickstream.contract.Topic;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * One record as Spark's Kafka source hands it over.
 *
 * @param offset place in its topic's partition; 0 or more
 * @param timestamp set by producer or broker, as the topic is configured
 * @param key null where the producer gave none
 * @param value null for a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one call and is never compared
record KafkaRecord(Topic topic, int partition, long offset, Instant timestamp, byte[] key, byte[] value) {
    private static final Map<String, Topic> TOPICS =
            Arrays.stream(Topic.values()).collect(toMap(Topic::topicName, identity()));

    /** Takes what the job needs out of the source's columns, in the order in which {@link #of} reads it. */
    static Dataset<Row> columnsOf(Dataset<Row> source) {
        Column millis = functions.unix_millis(functions.col("timestamp"));
        return source.select(
                functions.col("topic"),
                functions.col("partition"),
                functions.col("offset"),
                millis,
                functions.col("key"),
                functions.col("value"));
    }

    static String topicOf(Row row) {
        return row.getString(0);
    }

    /** Unit: milliseconds since 1970-01-01T00:00:00Z. */
    static long timestampMillisOf(Row row) {
        return row.getLong(3);
    }

    static KafkaRecord of(Row row) {
        String topic = topicOf(row);
        return new KafkaRecord(
                requireNonNull(TOPICS.get(topic), () -> "The job subscribes to no topic " + topic),
                row.getInt(1),
                row.getLong(2),
                Instant.ofEpochMilli(timestampMillisOf(row)),
                (byte[]) row.get(4),
                (byte[]) row.get(5));
    }

    /** The tick that the key names, if it names one. */
    Optional<UUID> tick() {
        return key == null ? Optional.empty() : EventSchema.uuid(new String(key, UTF_8));
    }

    /** Where the record is, for messages: no byte of it. */
    @Override
    public String toString() {
        return "%s-%d@%d".formatted(topic.topicName(), partition, offset);
    }
}
