package io.tickstream.console.overview;

import io.tickstream.console.answer.Trouble;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The pipeline at a glance.
 *
 * @param sloMs how long a company may take from its tick until it is visible
 * @param freshness of the last batch; null before the first, and while the job is away
 * @param lastTick the newest in the ledger; null if there is none within ten minutes
 * @param schedule null while Cassandra is away
 * @param hops from the source to Cassandra, in the data's order
 * @param rowsLanded since the job's start; null while it is away
 * @param rejectedToday the day in UTC, {@code Letters.MOST} at most; null while Cassandra is away
 */
record Overview(
        Instant at,
        long sloMs,
        Freshness freshness,
        LastTick lastTick,
        Gate schedule,
        List<Hop> hops,
        Long rowsLanded,
        Integer rejectedToday,
        List<Trouble> problems) {
    /** How long companies took from their tick until they were visible. */
    record Freshness(Long p50Ms, Long maxMs) {}

    record LastTick(Instant slot, String outcome, int fetched, int published, int rejected) {}

    record Gate(String state, Instant changedAt, String changedBy, String reason) {}

    /** How a hop does. */
    enum State {
        OK,
        /** Nothing to do. */
        IDLE,
        /** It works, and not as fast or as well as it should. */
        LATE,
        /** It does not work. */
        DOWN,
        /** By somebody's will. */
        PAUSED,
        /** What would tell is away itself. */
        UNKNOWN;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One station of the data.
     *
     * @param ratePerMinute in rateUnit; null if it is not known
     * @param lag what waits there, in lagUnit; null if nothing can
     * @param detail what is wrong, or worth a word; null if nothing is
     * @param remedy what to do about it; null likewise
     */
    record Hop(
            String name,
            String title,
            String state,
            Double ratePerMinute,
            String rateUnit,
            Instant lastSuccess,
            Long lag,
            String lagUnit,
            String detail,
            String remedy) {}
}
