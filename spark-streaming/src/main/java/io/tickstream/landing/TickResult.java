package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import io.tickstream.contract.Identity;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * What all attempts of a tick together have come to.
 *
 * @param companies the ids of those that have landed
 * @param delivered whether its receipt says so
 */
record TickResult(UUID tick, Set<UUID> companies, boolean delivered) {
    TickResult {
        requireNonNull(tick, "tick");
        companies = Set.copyOf(companies);
    }

    /**
     * Which rejections have lost their meaning. A place in the answer is a company or a rejection, and what has landed is a
     * company; an answer of which every record is accounted for was not rejected as a whole. Neither becomes untrue later,
     * as nothing may that a rejection is deleted for.
     *
     * @param rejections ids of the function's rejections in the tick
     */
    Set<UUID> superseded(Set<UUID> rejections) {
        Set<UUID> superseded = new HashSet<>();
        UUID ofAll = Identity.rejectionAtSource(tick, Identity.WHOLE_ANSWER);
        if (delivered && rejections.contains(ofAll)) {
            superseded.add(ofAll);
        }
        int left = companies.size();
        for (int index = 0; index < Identity.MOST_RECORDS && left > 0; index++) {
            if (companies.contains(Identity.company(tick, index))) {
                left--;
                UUID rejection = Identity.rejectionAtSource(tick, index);
                if (rejections.contains(rejection)) {
                    superseded.add(rejection);
                }
            }
        }
        return superseded;
    }
}
