package io.tickstream.localstack.cli;

import io.tickstream.localstack.server.StackException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the times that people write.
 *
 * @param now what relative times count from
 * @param zone what times without an offset are in
 */
record Moments(Instant now, ZoneId zone) {
    /** Longer ones lead out of what clocks and tables hold. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    /** {@code now}, {@code -90s}, {@code -1h}, {@code 2026-01-31T12:00:00Z}, {@code 2026-01-31T12:00}, {@code 2026-01-31}. */
    Instant moment(String text) {
        if (text.equals("now")) {
            return now;
        }
        try {
            if (text.startsWith("-")) {
                return now.minus(span(text.substring(1)));
            }
            if (text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")) {
                return OffsetDateTime.parse(text.replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2"))
                        .toInstant();
            }
            return text.contains("T")
                    ? LocalDateTime.parse(text).atZone(zone).toInstant()
                    : LocalDate.parse(text).atStartOfDay(zone).toInstant();
        } catch (DateTimeException e) {
            throw new StackException(
                    "'%s' is no time. Write 2026-01-31T12:00:00Z, 2026-01-31T12:00 or 2026-01-31 (both in %s), -1h (an hour ago; also s, m, d) or now."
                            .formatted(text, zone),
                    e);
        }
    }

    /** {@code 90s}, {@code 5m}, {@code 1h}, {@code 2d}, {@code 500ms}, or ISO-8601 such as {@code PT1M30S}. */
    static Duration span(String text) {
        Duration span = anySpan(text);
        if (span.isNegative() || span.compareTo(LONGEST) > 0) {
            throw new DateTimeException("'%s' is less than nothing or more than 100 years".formatted(text));
        }
        return span;
    }

    private static Duration anySpan(String text) {
        Matcher span = SPAN.matcher(text.toLowerCase(Locale.ROOT));
        if (span.matches()) {
            long amount = Long.parseLong(span.group(1));
            return switch (span.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
        }
        return Duration.parse(text);
    }
}
