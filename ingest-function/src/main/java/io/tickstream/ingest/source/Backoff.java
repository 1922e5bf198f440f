package io.tickstream.ingest.source;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double from one attempt to the next, each shortened by chance to a half at least, so that many functions
 * that fail at once do not ask again at once.
 *
 * @param first the longest pause after the first attempt
 */
record Backoff(Duration first, RandomGenerator random) {
    /** Beyond this the pause outlasts every tick. */
    private static final int MOST_DOUBLINGS = 16;

    /**
     * @param attempt the one that failed, from 1
     */
    Duration after(int attempt) {
        long longest = first.toNanos() << Math.min(attempt - 1, MOST_DOUBLINGS);
        return Duration.ofNanos(random.nextLong(longest / 2, longest + 1));
    }
}
