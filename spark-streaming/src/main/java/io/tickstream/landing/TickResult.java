package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import io.tickstream.contract.Identity;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What all attempts of a tick together have come to.
 *
 * @param companies the ids of those that have landed
 * @param receipt of the attempt that ended well; empty if none has
 */
record TickResult(UUID tick, Set<UUID> companies, Optional<Receipt> receipt) {
    /** The API gives 1000 records at most. */
    private static final int MOST_RECORDS = 1000;

    private static final int AS_A_WHOLE = -1;

    TickResult {
        requireNonNull(tick, "tick");
        companies = Set.copyOf(companies);
        requireNonNull(receipt, "receipt");
    }

    /**
     * What the ledger says of an attempt whose records Kafka has all acknowledged.
     *
     * @param fetched records in the source's answer, 0 or more
     * @param published companies among them, 0 to fetched
     */
    record Receipt(int fetched, int published) {
        /** Whether the answer as a whole may have been rejected; an answer with a single, unreadable record looks alike. */
        boolean nothingButOneRejection() {
            return fetched == 1 && published == 0;
        }
    }

    /**
     * Which rejections are of an attempt that another has outdone. A place in the answer is a company or a rejection, and
     * whatever is known to have landed is a company. Beyond the answer of the attempt that ended well there are no places.
     *
     * @param rejections ids of the function's rejections in the tick
     */
    Set<UUID> superseded(Set<UUID> rejections) {
        Set<UUID> superseded = new HashSet<>();
        if (companies.isEmpty() && receipt.isEmpty()) {
            return superseded;
        }
        UUID ofAll = Identity.rejectionAtSource(tick, AS_A_WHOLE);
        boolean wholeAnswer = rejections.contains(ofAll)
                && receipt.map(Receipt::nothingButOneRejection).orElse(false);
        int places = wholeAnswer ? 0 : receipt.map(Receipt::fetched).orElse(MOST_RECORDS);
        int left = rejections.size();
        if (rejections.contains(ofAll)) {
            left--;
            if (receipt.isPresent() && !wholeAnswer) {
                superseded.add(ofAll);
            }
        }
        for (int index = 0; index < MOST_RECORDS && left > 0; index++) {
            UUID rejection = Identity.rejectionAtSource(tick, index);
            if (rejections.contains(rejection)) {
                left--;
                if (index >= places || companies.contains(Identity.company(tick, index))) {
                    superseded.add(rejection);
                }
            }
        }
        return superseded;
    }
}
