package io.tickstream.console.data;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How finely sums are told apart by time. */
enum Granularity {
    /** Up to three hours. */
    MINUTE(ChronoUnit.MINUTES),
    /** Up to two days. */
    HOUR(ChronoUnit.HOURS),
    /** Longer. */
    DAY(ChronoUnit.DAYS);

    private static final Duration BY_MINUTE = Duration.ofHours(3);
    private static final Duration BY_HOUR = Duration.ofDays(2);

    private final ChronoUnit unit;

    Granularity(ChronoUnit unit) {
        this.unit = unit;
    }

    static Granularity of(Duration range) {
        if (range.compareTo(BY_MINUTE) <= 0) {
            return MINUTE;
        }
        return range.compareTo(BY_HOUR) <= 0 ? HOUR : DAY;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Of one. */
    Duration length() {
        return unit.getDuration();
    }

    /** The begin of the minute, hour or day in UTC in which the moment is. */
    Instant begin(Instant moment) {
        return this == DAY ? moment.atOffset(ZoneOffset.UTC).with(LocalTime.MIN).toInstant() : moment.truncatedTo(unit);
    }
}
