package io.tickstream.ingest.source;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The header by which a server asks to be left alone for a while (RFC 9110, section 10.2.3). */
final class RetryAfter {
    /** Longer requests are cut to this: the header comes from outside and must not silence the function for days. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private RetryAfter() {}

    /** Seconds, or a date. Empty for what is neither. */
    static Optional<Duration> parse(String header, Instant now) {
        String value = header.strip();
        if (value.matches("[0-9]{1,9}")) {
            return Optional.of(atMostLongest(Duration.ofSeconds(Long.parseLong(value))));
        }
        try {
            Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
            Duration wait = Duration.between(now, until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : atMostLongest(wait));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Duration atMostLongest(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
