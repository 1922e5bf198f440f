package io.tickstream.ingest.gate;

import java.time.Duration;
import java.util.Optional;

/** Where the gate's state is kept. */
interface Schedule {
    /**
     * The state as text; empty if nobody has set one.
     *
     * @throws Unreachable if it cannot be read in time
     */
    Optional<String> state(Duration timeout) throws Unreachable;

    /** The state cannot be read now; the message says why. */
    final class Unreachable extends Exception {
        private static final long serialVersionUID = 1;

        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
