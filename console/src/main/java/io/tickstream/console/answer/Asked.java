package io.tickstream.console.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads the parameters of a request; what they may not be is told with what they may. */
public final class Asked {
    /** The tables hold no time beyond these, and JSON's readers know no other years. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Asked() {}

    /** A stretch of time, from inclusive, to exclusive. */
    public record Range(Instant from, Instant to) {}

    /**
     * A whole number.
     *
     * @param text null for the usual one
     */
    public static int number(String name, String text, int usual, int least, int most) {
        return (int) number(name, text, (long) usual, least, most);
    }

    /**
     * A whole number that may be long.
     *
     * @param text null for the usual one
     */
    public static long number(String name, String text, long usual, long least, long most) {
        if (text == null || text.isEmpty()) {
            return usual;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new BadParameter("%s is not a whole number from %d to %d".formatted(name, least, most));
    }

    /**
     * One of some words.
     *
     * @param text null for none
     */
    public static String choice(String name, String text, Set<String> choices) {
        if (text == null || text.isEmpty() || choices.contains(text)) {
            return text == null || text.isEmpty() ? null : text;
        }
        throw new BadParameter("%s must be one of %s".formatted(name, String.join(", ", choices)));
    }

    /**
     * A text without the space around it; null for none.
     *
     * @param longest in characters
     */
    public static String text(String name, String text, int longest) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > longest) {
            throw new BadParameter("%s has more than %d characters".formatted(name, longest));
        }
        return text.strip();
    }

    /** A time in UTC, of the years 1 to 9999. */
    public static Instant moment(String name, String text) {
        try {
            Instant moment = Instant.parse(text);
            if (holds(moment)) {
                return moment;
            }
        } catch (DateTimeParseException e) {
            // told below
        }
        throw new BadParameter(
                "%s must be a time in UTC such as 2026-01-31T12:00:00Z, of the years 0001 to 9999".formatted(name));
    }

    /** Whether the tables could hold a time. */
    public static boolean holds(Instant moment) {
        return !moment.isBefore(FIRST) && !moment.isAfter(LAST);
    }

    /** A name of ours. */
    public static UUID uuid(String name, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new BadParameter("%s must be a UUID".formatted(name));
        }
    }

    /** A request's body; empty if it is no JSON of this shape. */
    public static <T> Optional<T> body(byte[] body, Class<T> shape, ObjectMapper json) {
        try {
            return Optional.ofNullable(json.readValue(new String(body, StandardCharsets.UTF_8), shape));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** What from and to say; one that is missing follows from the other. */
    public static Range range(String from, String to, Duration usual, Duration longest, Clock clock) {
        Instant end = to != null
                ? moment("to", to)
                : from != null ? notAfterLast(moment("from", from).plus(usual)) : clock.instant();
        Instant begin = from != null ? moment("from", from) : notBeforeFirst(end.minus(usual));
        if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(longest) > 0) {
            throw new BadParameter("from must be before to, by %s at most".formatted(inWords(longest)));
        }
        return new Range(begin, end);
    }

    private static Instant notAfterLast(Instant moment) {
        return moment.isAfter(LAST) ? LAST : moment;
    }

    private static Instant notBeforeFirst(Instant moment) {
        return moment.isBefore(FIRST) ? FIRST : moment;
    }

    private static String inWords(Duration duration) {
        return duration.toDays() > 0 ? duration.toDays() + " days" : duration.toHours() + " hours";
    }
}
