package io.tickstream.localstack.companyapi;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/**
 * To behave so.
 *
 * @param times for how many requests, 1 or more; until told otherwise if empty
 */
public record Instruction(Behaviour behaviour, OptionalInt times) {
    public Instruction {
        requireNonNull(behaviour, "behaviour");
        if (times.isPresent() && times.getAsInt() < 1) {
            throw new IllegalArgumentException("times is %d; it must be 1 or more".formatted(times.getAsInt()));
        }
    }
}
