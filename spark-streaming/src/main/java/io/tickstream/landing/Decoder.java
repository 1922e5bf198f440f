package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.contract.WireFormat.Framed;
import io.tickstream.contract.WireFormat.NotFramed;
import io.tickstream.landing.Decoded.Undecodable;
import io.tickstream.landing.EventSchema.Violation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * Turns the values of one topic into cells of its table. Each value is read with the schema that it was written with, so that events
 * of several versions decode side by side. Not thread-safe: a task has its own.
 */
final class Decoder {
    /** Cassandra refuses a mutation above half a commit log segment, 16 MiB by default; a small node may have 8. */
    static final int MAX_VALUE_BYTES = 4 * 1024 * 1024;

    private final Topic topic;
    private final Schemas registry;
    private final Map<Integer, Reading> readings = new HashMap<>();

    /** Answers what an id stands for; fails only if it cannot be asked, which says nothing about the value. */
    interface Schemas {
        WriterSchema schema(int id) throws InterruptedException;
    }

    Decoder(Topic topic, Schemas registry) {
        this.topic = requireNonNull(topic, "topic");
        this.registry = requireNonNull(registry, "registry");
    }

    /** @param value null for a tombstone */
    Decoded decode(byte[] value) throws InterruptedException {
        Framed framed;
        try {
            framed = WireFormat.unframe(value);
        } catch (NotFramed e) {
            return new Undecodable(Reason.NOT_FRAMED, e.getMessage(), null);
        }
        if (value.length > MAX_VALUE_BYTES) {
            return new Undecodable(
                    Reason.TOO_LARGE,
                    "the value has %d bytes; at most %d land".formatted(value.length, MAX_VALUE_BYTES),
                    framed.schemaId());
        }
        Reading reading = readings.get(framed.schemaId());
        if (reading == null) {
            reading = readingOrRefusal(registry.schema(framed.schemaId()));
            readings.put(framed.schemaId(), reading);
        }
        return reading.read(framed);
    }

    /** A schema that Avro itself runs into trouble with is refused: it would end the job at each start. */
    private Reading readingOrRefusal(WriterSchema writer) {
        try {
            return readingOf(writer);
        } catch (RuntimeException | StackOverflowError e) {
            return new Refuse(
                    Reason.INCOMPATIBLE_SCHEMA,
                    "the registry's schema cannot be compared with %s: %s: %s"
                            .formatted(
                                    topic.schema().getFullName(), e.getClass().getSimpleName(), e.getMessage()));
        }
    }

    private Reading readingOf(WriterSchema writer) {
        if (writer instanceof WriterSchema.Known known) {
            // Avro calls a union compatible if each of its branches is
            if (known.schema().getType() != Schema.Type.RECORD) {
                return new Refuse(
                        Reason.INCOMPATIBLE_SCHEMA,
                        "the registry's schema is of type %s; an event is a record"
                                .formatted(known.schema().getType().getName()));
            }
            var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(topic.schema(), known.schema());
            if (compatibility.getType() != SchemaCompatibilityType.COMPATIBLE) {
                return new Refuse(
                        Reason.INCOMPATIBLE_SCHEMA,
                        "the registry's schema cannot be read as %s: %s"
                                .formatted(topic.schema().getFullName(), summary(compatibility)));
            }
            return new AsCells(EventReader.of(known.schema(), topic));
        }
        if (writer instanceof WriterSchema.Unusable unusable) {
            return new Refuse(Reason.INCOMPATIBLE_SCHEMA, unusable.why());
        }
        return new Refuse(Reason.UNKNOWN_SCHEMA, "the registry has no schema with the id that the value names");
    }

    private static String summary(SchemaCompatibility.SchemaPairCompatibility compatibility) {
        return String.join(
                "; ",
                compatibility.getResult().getIncompatibilities().stream()
                        .map(each -> "%s at %s: %s".formatted(each.getType(), each.getLocation(), each.getMessage()))
                        .toList());
    }

    /** What to do with values of one schema id. */
    private sealed interface Reading {
        Decoded read(Framed framed);
    }

    private record Refuse(Reason reason, String cause) implements Reading {
        @Override
        public Decoded read(Framed framed) {
            return new Undecodable(reason, cause, framed.schemaId());
        }
    }

    private record AsCells(EventReader reader) implements Reading {
        @Override
        public Decoded read(Framed framed) {
            ByteBuffer payload = framed.payload();
            try {
                return new Decoded.Event(reader.read(payload.array(), payload.arrayOffset() + payload.position()));
            } catch (Violation e) {
                return new Undecodable(e.reason(), e.getMessage(), framed.schemaId());
            } catch (IOException | RuntimeException | StackOverflowError e) {
                // Avro answers foreign bytes in a field that it skips with whatever it runs into: AvroRuntimeException,
                // index errors, and an endless descent where a schema contains itself
                return new Undecodable(
                        Reason.UNDECODABLE,
                        "the payload is not what its schema says: %s: %s"
                                .formatted(e.getClass().getSimpleName(), e.getMessage()),
                        framed.schemaId());
            }
        }
    }
}
