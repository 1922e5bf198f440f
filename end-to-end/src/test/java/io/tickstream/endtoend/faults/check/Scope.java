package io.tickstream.endtoend.faults.check;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What is to be checked.
 *
 * @param only these ticks, and sums of the days that have none but them; empty for all ticks and all sums
 * @param strangers ticks whose companies came on the broker from somebody else than the function: they are held against
 *     the broker instead of the source's ledger
 * @param brokerForgets whether topics were deleted or aged out, so that the broker does not hold all that ever was on it
 * @param lossAccepted whether an operator has accepted that something is lost: what a tick misses is then no finding if
 *     the audit names that tick, and sums are of what is there of it. A loss that the audit does not see remains a finding
 * @param period time between the ticks of the clock, if there are any: then a slot without a tick is a finding
 */
public record Scope(
        Optional<Set<UUID>> only,
        Set<UUID> strangers,
        boolean brokerForgets,
        boolean lossAccepted,
        Optional<Duration> period) {
    /** Keeps copies. */
    public Scope {
        only = only.map(Set::copyOf);
        strangers = Set.copyOf(strangers);
    }

    /** Everything that was ever served or landed; no ticks of the clock's. */
    public static Scope everything() {
        return new Scope(Optional.empty(), Set.of(), false, false, Optional.empty());
    }

    /** These ticks, on tables that others use too. */
    public static Scope of(Set<UUID> ticks) {
        return new Scope(Optional.of(ticks), Set.of(), false, false, Optional.empty());
    }

    /** The same, where some ticks' companies were sent by somebody else. */
    public Scope withStrangers(Set<UUID> ticks) {
        return new Scope(only, ticks, brokerForgets, lossAccepted, period);
    }

    /** The same, where topics were deleted or aged out. */
    public Scope withABrokerThatForgets() {
        return new Scope(only, strangers, true, lossAccepted, period);
    }

    /** The same, where an operator has accepted a loss. */
    public Scope withAcceptedLoss() {
        return new Scope(only, strangers, brokerForgets, true, period);
    }

    /** The same, where the function ticks by itself. */
    public Scope onTheClock(Duration every) {
        return new Scope(only, strangers, brokerForgets, lossAccepted, Optional.of(every));
    }

    boolean includes(UUID tick) {
        return only.map(ticks -> ticks.contains(tick)).orElse(true);
    }

    boolean isStranger(UUID tick) {
        return strangers.contains(tick);
    }
}
