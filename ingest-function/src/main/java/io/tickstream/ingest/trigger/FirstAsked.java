package io.tickstream.ingest.trigger;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** When a request that has a name but no time came first: repeated later, it is the same tick, of the same slot. */
@ApplicationScoped
class FirstAsked {
    /** Requests whose repetition is known as such, until the process ends. */
    private static final int REMEMBERED = 1000;

    private final Clock clock;

    @SuppressWarnings("serial") // nobody serializes it
    private final Map<String, Instant> asked = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    FirstAsked(Clock clock) {
        this.clock = clock;
    }

    /** Now, or when the name was heard first. */
    synchronized Instant of(String name) {
        return asked.computeIfAbsent(name, first -> clock.instant());
    }
}
