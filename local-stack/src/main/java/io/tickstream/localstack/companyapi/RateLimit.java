package io.tickstream.localstack.companyapi;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** So many requests in a minute, which begins with the first of them; all callers share it, being one machine. */
final class RateLimit {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final int perMinute;
    private final LongSupplier nanoClock;
    private long minuteBegan;
    private int inMinute;

    /**
     * @param perMinute 1 or more; 0 for no limit
     * @param nanoClock like {@link System#nanoTime}
     */
    RateLimit(int perMinute, LongSupplier nanoClock) {
        this.perMinute = perMinute;
        this.nanoClock = nanoClock;
    }

    /**
     * What a request is told.
     *
     * @param remaining requests that the minute still allows after this one; -1 if it is one too many
     * @param secondsLeft until the next minute, 1 to 60
     */
    record Verdict(int remaining, long secondsLeft) {
        boolean isTooMany() {
            return remaining < 0;
        }
    }

    boolean isOn() {
        return perMinute > 0;
    }

    int perMinute() {
        return perMinute;
    }

    synchronized Verdict count() {
        long now = nanoClock.getAsLong();
        if (inMinute == 0 || now - minuteBegan >= MINUTE) {
            minuteBegan = now;
            inMinute = 0;
        }
        inMinute = Math.min(inMinute, perMinute) + 1;
        long left = MINUTE - (now - minuteBegan);
        return new Verdict(perMinute - inMinute, Math.max(1, TimeUnit.NANOSECONDS.toSeconds(left + 999_999_999)));
    }
}
