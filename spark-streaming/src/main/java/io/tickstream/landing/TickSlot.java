package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.UUID;

/**
 * A tick at a slot.
 *
 * @param slot unit: milliseconds since 1970-01-01T00:00:00Z
 * @param byHand whether the record says that somebody asked for the tick by hand: asked for again after a restart of the
 *     function, it may have another slot
 */
record TickSlot(UUID tick, long slot, boolean byHand) implements Serializable {
    TickSlot {
        requireNonNull(tick, "tick");
    }
}
