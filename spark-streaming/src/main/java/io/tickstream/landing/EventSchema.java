package io.tickstream.landing;

import io.tickstream.contract.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.avro.SchemaConverters;
import org.apache.spark.sql.types.StructType;

/** What a topic's events are in Spark: the columns of the contract's Avro schema, and an event as a row of them. */
final class EventSchema {
    /** What Cassandra's clients can show; a timestamp and a day beyond are valid in Avro and a trap for readers. */
    private static final Instant FIRST_INSTANT = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final LocalDate FIRST_DAY = LocalDate.parse("0001-01-01");
    private static final LocalDate LAST_DAY = LocalDate.parse("9999-12-31");

    private static final Map<Topic, EventSchema> BY_TOPIC = new EnumMap<>(Topic.class);

    static {
        for (Topic topic : Topic.values()) {
            BY_TOPIC.put(topic, new EventSchema(topic.schema()));
        }
    }

    private final StructType columns;
    private final List<Column> readers;

    private EventSchema(Schema schema) {
        this.columns = (StructType) SchemaConverters.toSqlType(schema).dataType();
        this.readers = schema.getFields().stream()
                .map(field -> new Column(field.name(), Reading.of(field.schema())))
                .toList();
    }

    static EventSchema of(Topic topic) {
        return BY_TOPIC.get(topic);
    }

    /** Named and ordered as the Avro schema's fields. */
    StructType columns() {
        return columns;
    }

    /**
     * Makes a row of an event, with the types that Spark's Java API has for {@link #columns}.
     *
     * @param event of the topic's schema, in Avro's generic representation
     * @throws Violation if a field has a value that the table cannot hold
     */
    Row row(IndexedRecord event) throws Violation {
        Object[] values = new Object[readers.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = event.get(i);
            values[i] = value == null ? null : readers.get(i).read(value);
        }
        return RowFactory.create(values);
    }

    /** Returns the UUID of its usual text, or empty for any other text; Java's own parser also takes "1-1-1-1-1". */
    static Optional<UUID> uuid(String text) {
        if (text.length() != 36) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text))
                    .filter(uuid -> uuid.toString().equalsIgnoreCase(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
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

    private record Column(String name, Reading reading) {
        Object read(Object value) throws Violation {
            return reading.read(name, value);
        }
    }

    private enum Reading {
        AS_IT_IS {
            @Override
            Object read(String field, Object value) {
                return value;
            }
        },
        BYTES {
            @Override
            Object read(String field, Object value) {
                ByteBuffer bytes = ((ByteBuffer) value).duplicate();
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                return copy;
            }
        },
        UUID_TEXT {
            @Override
            Object read(String field, Object value) throws Violation {
                return uuid(value.toString())
                        .orElseThrow(() -> new Violation(Reason.WRONG_TYPE, "The field %s is no UUID".formatted(field)))
                        .toString();
            }
        },
        MILLIS {
            @Override
            Object read(String field, Object value) throws Violation {
                Instant instant = Instant.ofEpochMilli((Long) value);
                return within(field, instant, FIRST_INSTANT, LAST_INSTANT);
            }
        },
        DAYS {
            @Override
            Object read(String field, Object value) throws Violation {
                return within(field, LocalDate.ofEpochDay((Integer) value), FIRST_DAY, LAST_DAY);
            }
        };

        abstract Object read(String field, Object value) throws Violation;

        private static <T extends Comparable<? super T>> T within(String field, T value, T first, T last)
                throws Violation {
            if (value.compareTo(first) < 0 || value.compareTo(last) > 0) {
                throw new Violation(
                        Reason.OUT_OF_RANGE, "The field %s is not within %s and %s".formatted(field, first, last));
            }
            return value;
        }

        static Reading of(Schema schema) {
            if (schema.isUnion()) {
                return of(schema.getTypes().stream()
                        .filter(type -> type.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow());
            }
            LogicalType logical = schema.getLogicalType();
            if (logical == null) {
                return schema.getType() == Schema.Type.BYTES ? BYTES : AS_IT_IS;
            }
            return switch (logical.getName()) {
                case "uuid" -> UUID_TEXT;
                case "timestamp-millis" -> MILLIS;
                case "date" -> DAYS;
                default ->
                    throw new IllegalStateException(
                            "The job has no reading for Avro's logical type %s; add one to EventSchema"
                                    .formatted(logical.getName()));
            };
        }
    }
}
