package io.tickstream.console.answer;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How fast counters grow, by the readings of the last minute: nobody reads them while nobody looks. */
@ApplicationScoped
public class Rates {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int LEAST_MILLIS = 1_000;

    private final Clock clock;
    private final Map<String, Deque<Reading>> readings = new ConcurrentHashMap<>();

    Rates(Clock clock) {
        this.clock = clock;
    }

    private record Reading(Instant at, long value) {}

    /** Notes a reading; the growth a minute since the oldest of the last minute, or null after the first. */
    public Double perMinute(String counter, long value) {
        Deque<Reading> ofCounter = readings.computeIfAbsent(counter, name -> new ArrayDeque<>());
        Instant now = clock.instant();
        synchronized (ofCounter) {
            if (!ofCounter.isEmpty() && value < ofCounter.getLast().value()) {
                ofCounter.clear(); // it began anew
            }
            ofCounter.addLast(new Reading(now, value));
            while (ofCounter.getFirst().at().plus(WINDOW).isBefore(now)) {
                ofCounter.removeFirst();
            }
            long millis = Duration.between(ofCounter.getFirst().at(), now).toMillis();
            return millis < LEAST_MILLIS
                    ? null
                    : (double) (value - ofCounter.getFirst().value()) * WINDOW.toMillis() / millis;
        }
    }
}
