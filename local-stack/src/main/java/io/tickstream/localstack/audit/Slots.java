package io.tickstream.localstack.audit;

import io.tickstream.contract.Identity;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * The slots that are looked at: the marks of the period from a moment on and before another.
 *
 * @param from the first moment
 * @param to the first moment that is out of the range
 * @param period a divisor of a minute, in whole seconds
 */
public record Slots(Instant from, Instant to, Duration period) {
    /** More would not fit in memory; eleven days of ten seconds do. */
    public static final int MOST = 100_000;

    /** Checks the range. */
    public Slots {
        if (period.toSeconds() < 1 || 60 % period.toSeconds() != 0 || period.toNanosPart() != 0) {
            throw new IllegalArgumentException(
                    "The period is %d s; it must be a divisor of 60, so that slots are marks on the clock"
                            .formatted(period.toSeconds()));
        }
        if (from.isAfter(to)) {
            throw new IllegalArgumentException("The range ends at %s, before it begins at %s".formatted(to, from));
        }
        if (Duration.between(from, to).dividedBy(period) > MOST) {
            throw new IllegalArgumentException(
                    "From %s to %s there are more than %,d slots; ask for a part at a time".formatted(from, to, MOST));
        }
    }

    /** The slots, oldest first. */
    public List<Instant> marks() {
        Instant floor = Identity.slot(from, period);
        return Stream.iterate(
                        floor.isBefore(from) ? floor.plus(period) : floor,
                        mark -> mark.isBefore(to),
                        mark -> mark.plus(period))
                .toList();
    }

    boolean isMark(Instant slot) {
        return Identity.slot(slot, period).equals(slot);
    }

    /** The days in UTC that moments of a range belong to. */
    static List<LocalDate> days(Instant first, Instant last) {
        LocalDate firstDay = LocalDate.ofInstant(first, ZoneOffset.UTC);
        return firstDay.datesUntil(LocalDate.ofInstant(last, ZoneOffset.UTC).plusDays(1))
                .toList();
    }
}
