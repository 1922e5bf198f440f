package io.tickstream.ingest;

import java.time.Duration;

/** A moment by which something is to be over, on a clock that nobody sets. */
public final class Deadline {
    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The moment that is so far ahead. */
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** What is left; zero if nothing is. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /** The time, or the shortest there is: for callers that take no zero. */
    public static Duration positive(Duration time) {
        return time.isZero() ? Duration.ofNanos(1) : time;
    }

    /** Whether nothing is left. */
    public boolean isOver() {
        return remaining().isZero();
    }
}
