package io.tickstream.localstack.audit;

import io.tickstream.contract.Identity;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that the tables know about a range of slots.
 *
 * @param receipts of the range, in any order
 * @param sources the names of the API under which ticks are made
 * @param traces what ticks have left, by tick; a tick that has left nothing need not be among them
 */
public record Evidence(List<Receipt> receipts, Set<String> sources, Map<UUID, Traces> traces, Pauses pauses) {
    /** The ticks of which traces are to be looked for: those with a receipt, and those that a slot without one had. */
    static List<UUID> suspects(Slots slots, Collection<Receipt> receipts, Collection<String> sources) {
        Set<Instant> received = receipts.stream()
                .filter(receipt -> !receipt.byHand())
                .map(Receipt::slot)
                .collect(Collectors.toSet());
        return Stream.concat(
                        receipts.stream().map(Receipt::id),
                        slots.marks().stream()
                                .filter(mark -> !received.contains(mark))
                                .flatMap(mark -> sources.stream().map(source -> Identity.tick(source, mark))))
                .distinct()
                .toList();
    }

    Traces traces(UUID tick) {
        return traces.getOrDefault(tick, Traces.NONE);
    }

    /** The ticks that this slot must have had. */
    Stream<UUID> ticksOf(Instant mark) {
        return new TreeSet<>(sources).stream().map(source -> Identity.tick(source, mark));
    }
}
