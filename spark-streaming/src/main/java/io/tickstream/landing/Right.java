package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import io.tickstream.contract.Identity;
import java.util.UUID;

/**
 * What one driver has at a time.
 *
 * @param id its name in the table of leases
 * @param object what it is a right to, for messages
 * @param held what another driver does that has it, for messages
 * @param remedy what to do about that
 */
record Right(UUID id, String object, String held, String remedy) {
    Right {
        requireNonNull(id, "id");
        requireNonNull(object, "object");
        requireNonNull(held, "held");
        requireNonNull(remedy, "remedy");
    }

    /** @param id the checkpoint's, from its label */
    static Right toCheckpoint(UUID id) {
        return new Right(
                id,
                "this checkpoint",
                "Another driver lands from this checkpoint",
                "Stop it first, or give this one a checkpoint of its own and %s=false, since one job keeps the rollups"
                        .formatted(JobSettings.ROLLUPS));
    }

    /** All jobs mean the same rollups, whatever their checkpoints. */
    static Right toRollups() {
        return new Right(
                Identity.rollupLease(),
                "the rollups",
                "Another job keeps the rollups",
                "One job keeps them: set %s=false for all jobs but one".formatted(JobSettings.ROLLUPS));
    }
}
