package io.tickstream.ingest;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What became of one tick.
 *
 * @param source the configured name of the source
 * @param sourceStatus the HTTP status of the source's last answer
 * @param reason why the outcome is not delivered, in words an operator can act on
 * @param functionVersion who made the tick
 */
public record Receipt(
        Tick tick,
        String source,
        Outcome outcome,
        Counts counts,
        OptionalInt sourceStatus,
        Optional<String> reason,
        Times times,
        String functionVersion) {
    /** The contract's limit. Unit: characters. */
    private static final int MAX_REASON = 1000;

    /**
     * How many records.
     *
     * @param fetched in the answer, readable or not; an answer that cannot be read as a whole counts as 1
     * @param published companies that the broker has acknowledged
     * @param rejected rejections that the broker has acknowledged
     */
    public record Counts(int fetched, int published, int rejected) {
        public static final Counts NONE = new Counts(0, 0, 0);

        public Counts {
            if (published < 0 || rejected < 0 || published + rejected > fetched) {
                throw new IllegalArgumentException(
                        "%d published and %d rejected of %d".formatted(published, rejected, fetched));
            }
        }
    }

    /**
     * When and how long, by the function's own clock.
     *
     * @param fetch from asking the source to its whole answer, retries included
     * @param publish from the first record handed to the producer to the last acknowledgement
     */
    public record Times(Instant started, Instant finished, Duration fetch, Duration publish) {}

    public Receipt {
        requireNonNull(tick, "tick");
        requireNonNull(source, "source");
        requireNonNull(outcome, "outcome");
        requireNonNull(counts, "counts");
        requireNonNull(times, "times");
        requireNonNull(functionVersion, "functionVersion");
        reason = reason.map(text -> text.length() <= MAX_REASON ? text : text.substring(0, MAX_REASON - 1) + "…");
    }
}
