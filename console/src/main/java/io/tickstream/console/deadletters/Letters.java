package io.tickstream.console.deadletters;

import io.quarkus.cache.CacheResult;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.cassandra.Tables;
import io.tickstream.deadletters.DeadLetter;
import io.tickstream.deadletters.DeadLetters;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads dead letters. */
@ApplicationScoped
public class Letters {
    /** Of one list; whoever has more of them has one fault many times. */
    static final int MOST = 5_000;

    /** A rejection by the job has the time of its Kafka record, soon after the tick; the rest is for clocks that differ. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private final Tables tables;
    private final Clock clock;

    Letters(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    /** The newest of the last days in UTC, {@link #MOST} at most. */
    @CacheResult(cacheName = "dead-letters")
    public List<DeadLetter> ofLastDays(int days) throws ServerAway {
        return tables.with(session ->
                new DeadLetters(session, clock).ofLastDays(days).limit(MOST).toList());
    }

    /** Those of one tick. */
    public List<Letter> ofTick(UUID tick, Instant slot, Instant finished) throws ServerAway {
        return tables.with(session -> new DeadLetters(session, clock)
                .between(slot.minus(MARGIN), finished.plus(MARGIN))
                .filter(letter -> tick.equals(letter.tickId()))
                .map(Letter::of)
                .toList());
    }

    /** One with its bytes; empty if there is none, or somebody has dealt with it. */
    Optional<DeadLetter> find(Instant at, UUID id) throws ServerAway {
        return tables.with(session -> new DeadLetters(session, clock).find(at, id));
    }
}
