package io.tickstream.contract;

import static java.util.Objects.requireNonNull;

import com.fasterxml.uuid.Generators;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Who is who. A tick is a pure function of source and slot, and everything that it makes is a pure function of the
 * tick: a repeated tick publishes the same bytes, and lands in the same rows.
 */
public final class Identity {
    /** How many records an answer of the source has at most: the API gives no more. */
    public static final int MOST_RECORDS = 1000;

    /** The place of a rejection that is of no single record, but of the answer as a whole. */
    public static final int WHOLE_ANSWER = -1;

    /** The namespace (RFC 9562, section 6.5) of all names below. Changing it would double every row. */
    private static final UUID TICKSTREAM = UUID.fromString("7f1c5a52-6a0e-5f7a-9a4e-2d3f0f3f6c10");

    private Identity() {}

    /**
     * The mark on the clock that a trigger's time belongs to: the time floored to the period, counted from the epoch.
     *
     * @param period longer than zero, in whole milliseconds
     */
    public static Instant slot(Instant triggered, Duration period) {
        long millis = period.toMillis();
        if (millis <= 0) {
            throw new IllegalArgumentException("The period is %s; it must be at least 1 ms".formatted(period));
        }
        return Instant.ofEpochMilli(Math.floorDiv(triggered.toEpochMilli(), millis) * millis);
    }

    /** The tick of a slot: the same for retries, replicas and several triggers at once. */
    public static UUID tick(String source, Instant slot) {
        return uuid5(namespaceOf(source), "slot/" + slot.toEpochMilli());
    }

    /**
     * A tick asked for by hand, which is none of the clock's.
     *
     * @param eventId names the request; its retries carry the same
     */
    public static UUID manualTick(String source, String eventId) {
        return uuid5(namespaceOf(source), "event/" + requireNonNull(eventId, "eventId"));
    }

    /**
     * A company.
     *
     * @param index place in the source's answer, 0 to {@link #MOST_RECORDS} - 1
     */
    public static UUID company(UUID tick, int index) {
        return uuid5(tick, "company/" + index);
    }

    /**
     * Something that the function could not read.
     *
     * @param index place in the source's answer, 0 to {@link #MOST_RECORDS} - 1, or {@link #WHOLE_ANSWER}
     */
    public static UUID rejectionAtSource(UUID tick, int index) {
        return uuid5(tick, "rejection/" + index);
    }

    /** Something that the job could not read from Kafka. */
    public static UUID rejectionAtLanding(String topic, int partition, long offset) {
        return uuid5(TICKSTREAM, "rejection/" + topic + "/" + partition + "/" + offset);
    }

    /** The lease of whichever job keeps the rollups; those of checkpoints have ids of their own. */
    public static UUID rollupLease() {
        return uuid5(TICKSTREAM, "lease/rollups");
    }

    /** What the source is asked to seed its answer with: 0 to 2^31 - 1, since the API takes an integer. */
    public static int seed(UUID tick) {
        return (int) (tick.getMostSignificantBits() >>> 33);
    }

    private static UUID namespaceOf(String source) {
        return uuid5(TICKSTREAM, "source/" + requireNonNull(source, "source"));
    }

    private static UUID uuid5(UUID namespace, String name) {
        return Generators.nameBasedGenerator(namespace).generate(name);
    }
}
