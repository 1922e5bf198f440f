package io.tickstream.landing.rollup;

import java.io.Serializable;
import java.util.List;

/**
 * What some ticks have in a minute.
 *
 * @param minute its beginning; milliseconds since 1970-01-01T00:00:00Z
 * @param ticks which, each with its slots
 * @param rollup of all their rows in the minute
 */
public record MinutePart(long minute, List<LandedTick> ticks, Rollup rollup) implements Serializable {
    /** Keeps a list of its own. */
    public MinutePart {
        ticks = List.copyOf(ticks);
    }

    int rows() {
        return ticks.stream().mapToInt(LandedTick::rows).sum();
    }
}
