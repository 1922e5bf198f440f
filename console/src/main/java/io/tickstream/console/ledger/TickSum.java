package io.tickstream.console.ledger;

import java.time.Instant;
import java.util.UUID;

/**
 * What became of a tick's records.
 *
 * @param trigger what called it; manual where somebody did
 * @param complete whether fetched = landed + rejected; null while more may land, and where the rest is known to have
 *     failed
 */
public record TickSum(
        UUID id,
        String trigger,
        String outcome,
        int fetched,
        int published,
        int landed,
        int rejected,
        Boolean complete) {
    private static final String MANUAL = "manual";

    boolean isByHand() {
        return MANUAL.equals(trigger);
    }

    /** @param mayStillLand whether the tick is so young that its records may be on their way */
    static Boolean complete(String outcome, int fetched, int landed, int rejected, boolean mayStillLand) {
        if (fetched == landed + rejected) {
            return true;
        }
        boolean open = mayStillLand || "publish_failed".equals(outcome);
        return open ? null : Boolean.FALSE;
    }

    static boolean mayStillLand(Instant finished, Instant now) {
        return finished != null && finished.plus(Slots.LANDING).isAfter(now);
    }
}
