package io.tickstream.localstack.audit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * What the ledger says about a tick; see tick.avsc.
 *
 * @param fetched records in the source's answer, 0 or more
 * @param published companies that the broker acknowledged, 0 or more
 * @param rejected rejections that the broker acknowledged, 0 or more
 */
public record Receipt(
        Instant slot,
        UUID id,
        String source,
        String trigger,
        String outcome,
        int fetched,
        int published,
        int rejected) {
    private static final Set<String> COMPLETE = Set.of("delivered", "empty", "rejected");

    public Receipt {
        requireNonNull(slot, "slot");
        requireNonNull(id, "id");
        requireNonNull(source, "source");
        requireNonNull(trigger, "trigger");
        requireNonNull(outcome, "outcome");
    }

    /** Whether somebody asked for the tick by hand; any other tick is one of the clock's. */
    boolean byHand() {
        return trigger.equals("manual");
    }

    /**
     * Whether everything that was fetched reached Kafka, and the receipt knows it. Of any other tick a part may have
     * landed that Kafka had not acknowledged in time.
     */
    boolean complete() {
        return COMPLETE.contains(outcome);
    }
}
