package io.tickstream.landing.rollup;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.UUID;

/**
 * What landed of a tick at a slot.
 *
 * @param slot its rows' timestamp_column; milliseconds since 1970-01-01T00:00:00Z
 * @param rows in the table, 0 or more; 0 if there are none any more
 */
public record LandedTick(long slot, UUID tick, int rows) implements Serializable {
    /** Checks that there is a tick. */
    public LandedTick {
        requireNonNull(tick, "tick");
    }

    /** The same without rows. */
    LandedTick without() {
        return new LandedTick(slot, tick, 0);
    }
}
