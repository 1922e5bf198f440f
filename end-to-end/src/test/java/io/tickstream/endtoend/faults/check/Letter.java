package io.tickstream.endtoend.faults.check;

import io.tickstream.contract.Identity;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A dead letter.
 *
 * @param place where on the broker the job read what it rejected; empty at stage source
 * @param action what was done about it, if it stands in the table resolved
 */
record Letter(
        UUID id,
        Instant at,
        String stage,
        String reason,
        Optional<UUID> tick,
        Optional<Place> place,
        Optional<String> action) {
    /** Where a record stands on the broker. */
    record Place(String topic, int partition, long offset) {
        UUID rejection() {
            return Identity.rejectionAtLanding(topic, partition, offset);
        }

        @Override
        public String toString() {
            return "%s-%d at %d".formatted(topic, partition, offset);
        }
    }

    boolean resolved() {
        return action.isPresent();
    }

    /** Whether the job has put it aside, since another attempt of its tick has landed what it is of. */
    boolean superseded() {
        return action.filter("superseded"::equals).isPresent();
    }

    boolean atSource() {
        return stage.equals("source");
    }
}
