package io.tickstream.endtoend.faults.check;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * What a receipt says of its tick.
 *
 * @param writtenAt how much it weighs against another of the same tick and slot, by decision 30; 0 if it stands in the
 *     table and has won already
 */
record Receipt(UUID tick, Instant slot, String outcome, int fetched, int published, int rejected, long writtenAt) {
    private static final Set<String> COMPLETE = Set.of("delivered", "empty", "rejected");
    private static final long YEAR_MICROS = 365L * 24 * 3600 * 1_000_000;

    /**
     * Microseconds with which the job writes a receipt, so that the one that did most stays.
     *
     * @param acknowledged companies and rejections that the broker has
     */
    static long writtenAt(String outcome, int acknowledged, long finishedMillis, long kafkaMillis, long offset) {
        long behind =
                switch (outcome) {
                    case "skipped_overlap", "paused" -> 50 * YEAR_MICROS;
                    case "source_unavailable" -> 40 * YEAR_MICROS;
                    case "publish_failed" -> (acknowledged > 0 ? 10 : 30) * YEAR_MICROS;
                    case "empty", "rejected" -> 20 * YEAR_MICROS;
                    default -> 0;
                };
        return Math.min(finishedMillis, kafkaMillis) * 1000 + offset % 1000 - behind;
    }

    /** Whether all that was fetched is promised. */
    boolean isComplete() {
        return COMPLETE.contains(outcome);
    }

    /** The more, the more the tick did. */
    int rank() {
        return switch (outcome) {
            case "delivered" -> 4;
            case "publish_failed" -> published + rejected > 0 ? 3 : 1;
            case "empty", "rejected" -> 2;
            default -> 0;
        };
    }

    boolean saysTheSameAs(Receipt other) {
        return outcome.equals(other.outcome)
                && fetched == other.fetched
                && published == other.published
                && rejected == other.rejected;
    }

    @Override
    public String toString() {
        return "%s, %d fetched, %d published, %d rejected, slot %s"
                .formatted(outcome, fetched, published, rejected, slot);
    }
}
