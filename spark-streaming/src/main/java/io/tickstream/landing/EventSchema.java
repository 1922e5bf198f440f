package io.tickstream.landing;

import io.tickstream.contract.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What a topic's events are: the columns of the contract's Avro schema, and what their values may be. */
final class EventSchema {
    /** What Cassandra's clients can show; a timestamp and a day beyond are valid in Avro and a trap for readers. */
    static final Instant FIRST_INSTANT = Instant.parse("0001-01-01T00:00:00Z");

    static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59.999Z");
    static final LocalDate FIRST_DAY = LocalDate.parse("0001-01-01");
    static final LocalDate LAST_DAY = LocalDate.parse("9999-12-31");

    private static final Map<Topic, EventSchema> BY_TOPIC = new EnumMap<>(Topic.class);

    static {
        for (Topic topic : Topic.values()) {
            BY_TOPIC.put(topic, new EventSchema(topic.schema()));
        }
    }

    private final StructType columns;

    private EventSchema(Schema schema) {
        this.columns = new StructType(schema.getFields().stream()
                .map(field -> ColumnBinding.of(field.schema())
                        .column(field.name(), field.schema().isNullable()))
                .toArray(StructField[]::new));
    }

    static EventSchema of(Topic topic) {
        return BY_TOPIC.get(topic);
    }

    /** Named and ordered as the Avro schema's fields. */
    StructType columns() {
        return columns;
    }

    /** Returns the UUID of its usual text, or empty for any other text. */
    static Optional<UUID> uuid(String text) {
        return UuidText.bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))
                .map(bytes -> new UUID(bytes.getLong(0), bytes.getLong(Long.BYTES)));
    }

    /** Returns the nearest instant that the tables hold. */
    static Instant nearest(Instant instant) {
        if (instant.isBefore(FIRST_INSTANT)) {
            return FIRST_INSTANT;
        }
        return instant.isAfter(LAST_INSTANT) ? LAST_INSTANT : instant;
    }

    /** A field that is valid Avro but that the table cannot hold. */
    static final class Violation extends Exception {
        private static final long serialVersionUID = 1;

        private final Reason reason;

        Violation(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }
}
