package io.tickstream.landing.rollup;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * Companies that are summed together.
 *
 * @param value such as "Retail" or "10-49"; never empty
 */
public record Group(Dimension dimension, String value) implements Serializable {
    /** Checks that both are there. */
    public Group {
        requireNonNull(dimension, "dimension");
        requireNonNull(value, "value");
    }
}
