package io.tickstream.localstack.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One line of the audit: a slot with its scheduled ticks, or a tick by hand.
 *
 * @param byHand whether it is a tick by hand, which no slot expects
 * @param expected scheduled ticks that must be there, 0 or 1
 * @param received receipts
 * @param fetched as the receipts say
 * @param published as the receipts say
 * @param landed rows in companies_created
 * @param rejected rows in rejected, from both stages
 * @param unpublished fetched by ticks that failed to publish, and not landed, as their receipts warn
 * @param outcome as the receipts say; paused or missing where there is none
 * @param ticks the ticks with a receipt or traces
 * @param findings what is wrong; nothing if all is well
 */
public record Line(
        Instant slot,
        boolean byHand,
        int expected,
        int received,
        int fetched,
        int published,
        long landed,
        int rejected,
        long unpublished,
        String outcome,
        List<UUID> ticks,
        List<Finding> findings) {
    public Line {
        ticks = List.copyOf(ticks);
        findings = List.copyOf(findings);
    }

    /** Whether all is well. */
    public boolean clean() {
        return findings.isEmpty();
    }
}
