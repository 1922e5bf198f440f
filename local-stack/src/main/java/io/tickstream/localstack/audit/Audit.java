package io.tickstream.localstack.audit;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.tickstream.contract.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reckons whether the ledger adds up. It asks nobody: what it finds follows from slots and evidence alone.
 *
 * @param slots what was looked at
 * @param lines a line a slot and a line a tick by hand, by time
 */
public record Audit(Slots slots, List<Line> lines) {
    /** Looks at every slot, and at every tick by hand. */
    public static Audit of(Slots slots, Evidence evidence) {
        Map<Instant, List<Receipt>> scheduled = evidence.receipts().stream()
                .filter(receipt -> !receipt.byHand())
                .collect(groupingBy(Receipt::slot));
        Stream<Line> clockwork = Stream.concat(slots.marks().stream(), scheduled.keySet().stream())
                .distinct()
                .map(slot -> scheduled.containsKey(slot)
                        ? received(slots, evidence, slot, scheduled.get(slot))
                        : unreceived(evidence, slot));
        Stream<Line> byHand = evidence.receipts().stream()
                .filter(Receipt::byHand)
                .map(receipt -> line(
                        receipt.slot(),
                        true,
                        0,
                        evidence,
                        List.of(receipt),
                        new TickCheck(receipt, evidence.traces(receipt.id())).findings()));
        return new Audit(
                slots,
                Stream.concat(clockwork, byHand)
                        .sorted(Comparator.comparing(Line::slot).thenComparing(Line::byHand))
                        .toList());
    }

    /** Everything that is wrong, by time. */
    public List<Finding> findings() {
        return lines.stream().flatMap(line -> line.findings().stream()).toList();
    }

    /** Slots without a receipt that should have one. */
    public long holes() {
        return findings().stream()
                .filter(finding -> finding.difference().isHole())
                .count();
    }

    /** What is wrong besides holes. */
    public long differences() {
        return findings().size() - holes();
    }

    private static Line received(Slots slots, Evidence evidence, Instant slot, List<Receipt> receipts) {
        List<Finding> findings = new ArrayList<>();
        Set<UUID> ids = receipts.stream().map(Receipt::id).collect(Collectors.toCollection(TreeSet::new));
        List<Receipt> ordered =
                receipts.stream().sorted(Comparator.comparing(Receipt::id)).toList();
        for (Receipt receipt : ordered) {
            if (!slots.isMark(slot)) {
                findings.add(new Finding(
                        Difference.OFF_THE_CLOCK,
                        receipt.id(),
                        "%s is no mark of %d s".formatted(slot, slots.period().toSeconds())));
            }
            if (!receipt.id().equals(Identity.tick(receipt.source(), slot))) {
                findings.add(new Finding(
                        Difference.FOREIGN_ID,
                        receipt.id(),
                        "source %s has tick %s in this slot"
                                .formatted(receipt.source(), Identity.tick(receipt.source(), slot))));
            }
            findings.addAll(new TickCheck(receipt, evidence.traces(receipt.id())).findings());
        }
        if (ids.size() > 1) {
            findings.add(new Finding(
                    Difference.DUPLICATED,
                    ordered.get(1).id(),
                    "%d scheduled ticks in the slot, of the sources %s"
                            .formatted(
                                    ids.size(),
                                    ordered.stream()
                                            .map(Receipt::source)
                                            .distinct()
                                            .sorted()
                                            .collect(joining(", ")))));
        }
        return line(slot, false, slots.isMark(slot) ? 1 : 0, evidence, ordered, findings);
    }

    private static Line unreceived(Evidence evidence, Instant slot) {
        List<UUID> made = evidence.ticksOf(slot)
                .filter(tick -> evidence.traces(tick).any())
                .toList();
        boolean paused = evidence.pauses().at(slot);
        List<Finding> findings = new ArrayList<>();
        for (UUID tick : made) {
            Traces traces = evidence.traces(tick);
            findings.add(new Finding(
                    Difference.RECEIPT_LOST,
                    tick,
                    "no receipt, but %d landed and %d rejected%s"
                            .formatted(
                                    traces.landed(),
                                    traces.rejected(),
                                    traces.receipts() > 0 ? "; the job could not decode the receipt" : "")));
        }
        if (made.isEmpty() && !paused) {
            findings.add(new Finding(
                    Difference.MISSING,
                    evidence.ticksOf(slot).findFirst().orElse(null),
                    "no receipt, and nothing has landed"));
        }
        return new Line(
                slot,
                false,
                paused && made.isEmpty() ? 0 : 1,
                0,
                0,
                0,
                made.stream().mapToLong(tick -> evidence.traces(tick).landed()).sum(),
                made.stream().mapToInt(tick -> evidence.traces(tick).rejected()).sum(),
                0,
                made.isEmpty() && paused ? "paused" : "missing",
                made,
                findings);
    }

    private static Line line(
            Instant slot,
            boolean byHand,
            int expected,
            Evidence evidence,
            List<Receipt> receipts,
            List<Finding> findings) {
        return new Line(
                slot,
                byHand,
                expected,
                receipts.size(),
                receipts.stream().mapToInt(Receipt::fetched).sum(),
                receipts.stream().mapToInt(Receipt::published).sum(),
                receipts.stream()
                        .mapToLong(receipt -> evidence.traces(receipt.id()).landed())
                        .sum(),
                receipts.stream()
                        .mapToInt(receipt -> evidence.traces(receipt.id()).rejected())
                        .sum(),
                receipts.stream()
                        .mapToLong(receipt -> new TickCheck(receipt, evidence.traces(receipt.id())).unpublished())
                        .sum(),
                receipts.stream().map(Receipt::outcome).collect(joining(", ")),
                receipts.stream().map(Receipt::id).toList(),
                findings);
    }
}
