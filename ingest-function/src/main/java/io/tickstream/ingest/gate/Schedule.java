package io.tickstream.ingest.gate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where the gate's state is kept. */
interface Schedule {
    /**
     * The gate as it is kept, which people may also have set by hand.
     *
     * @param state hopefully one of the contract's two
     */
    record Entry(String state, Optional<String> changedBy, Optional<Instant> changedAt, Optional<String> reason) {}

    /**
     * What is kept; empty if nobody has set anything.
     *
     * @throws Unreachable if it cannot be read in time
     */
    Optional<Entry> read(Duration timeout) throws Unreachable;

    /**
     * Sets the gate, and puts the change down.
     *
     * @throws Unreachable if it is not known to be done in time
     */
    void change(io.tickstream.contract.Schedule change, Duration timeout) throws Unreachable;

    /** The state cannot be read or changed now; the message says why. */
    final class Unreachable extends Exception {
        private static final long serialVersionUID = 1;

        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
