package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * An event as Cassandra stores it: the CQL bytes of each field, in the order of the topic's schema. Texts and blobs
 * share their bytes with the Kafka record.
 *
 * @param values null where the event has nothing
 */
@SuppressWarnings("ArrayRecordComponent") // lives until it is written and is never compared
record Cells(ByteBuffer[] values) {
    Cells {
        requireNonNull(values, "values");
    }

    /** A timestamp that the event has. */
    Instant instant(int field) {
        ByteBuffer cell = values[field];
        return Instant.ofEpochMilli(cell.getLong(cell.position()));
    }

    /** An int that the event has. */
    int integer(int field) {
        ByteBuffer cell = values[field];
        return cell.getInt(cell.position());
    }

    /** A text that the event has. */
    String text(int field) {
        return UTF_8.decode(values[field].duplicate()).toString();
    }
}
