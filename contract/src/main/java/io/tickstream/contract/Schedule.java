package io.tickstream.contract;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The gate of the tick as the tables {@link Table#SCHEDULE} and {@link Table#SCHEDULE_CHANGES} hold it.
 *
 * @param state {@link #RUNNING} or {@link #PAUSED}
 * @param changedBy who said so: a user's name, or what calls itself so
 * @param changedAt when, by the clock of who said so
 * @param reason why, for those who look later; null if not told
 */
public record Schedule(String state, String changedBy, Instant changedAt, String reason) {
    /** Ticks are made. */
    public static final String RUNNING = "running";

    /** No ticks are made; each that is asked for is recorded as paused. */
    public static final String PAUSED = "paused";

    /** The row that the ingest function reads. */
    public static final String NAME = "default";

    /** Reads the gate; its one value is {@link #NAME}. */
    public static final String SELECT =
            "SELECT state, changed_by, changed_at, reason FROM " + Table.SCHEDULE.qualifiedName() + " WHERE name = ?";

    /** Sets the gate and puts the change down, both or neither; its values are {@link #values()}. */
    public static final String CHANGE = "BEGIN BATCH"
            + " INSERT INTO " + Table.SCHEDULE.qualifiedName()
            + " (name, state, changed_by, changed_at, reason) VALUES (?, ?, ?, ?, ?);"
            + " INSERT INTO " + Table.SCHEDULE_CHANGES.qualifiedName()
            + " (name, state, changed_by, changed_at, reason) VALUES (?, ?, ?, ?, ?);"
            + " APPLY BATCH";

    public Schedule {
        requireNonNull(changedBy, "changedBy");
        requireNonNull(changedAt, "changedAt");
        if (!state.equals(RUNNING) && !state.equals(PAUSED)) {
            throw new IllegalArgumentException("A schedule is %s or %s, not '%s'".formatted(RUNNING, PAUSED, state));
        }
    }

    /** What {@link #CHANGE} binds, in order. */
    public Object[] values() {
        return new Object[] {NAME, state, changedBy, changedAt, reason, NAME, state, changedBy, changedAt, reason};
    }
}
