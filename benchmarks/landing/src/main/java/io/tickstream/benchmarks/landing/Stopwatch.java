package io.tickstream.benchmarks.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import io.tickstream.benchmarks.landing.client.Runs.Word;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Measures a contender from its first row to its last, as Cassandra sees them. What comes before the first row (planning
 * a query, starting a Flink cluster, finding the topic's ends) is in nobody's figures.
 */
final class Stopwatch {
    private static final long POLL_MILLIS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration REST = Duration.ofMillis(500);
    private static final Duration REST_PATIENCE = Duration.ofSeconds(30);

    private final CqlSession session;
    private final long cassandra;

    /** @param cassandra the process */
    Stopwatch(CqlSession session, long cassandra) {
        this.session = session;
        this.cassandra = cassandra;
    }

    /** Lets it land so many rows, which it writes to these tables. */
    Measurement untilLastWrite(ContenderProcess process, List<String> tables, int rows)
            throws IOException, InterruptedException {
        long before = Tables.writes(session, tables);
        process.land();
        Moment first = null;
        Moment last = null;
        long writes = before;
        Word word = null;
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (word != Word.DONE) {
            word = process.hearWithin(POLL_MILLIS);
            long now = Tables.writes(session, tables);
            if (now > writes) {
                writes = now;
                last = Moment.now(process.pid(), cassandra);
                first = first == null ? last : first;
            }
            failAfter(until);
        }
        if (first == null) {
            throw new IllegalStateException("Nothing was written to " + tables);
        }
        return first.until(last, rows);
    }

    /** Lets it land so many rows, where Cassandra cannot tell when it does. */
    Measurement untilDone(ContenderProcess process, int rows) throws IOException, InterruptedException {
        process.land();
        Moment first = null;
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (Word word = null; word != Word.DONE; word = process.hearWithin(POLL_MILLIS)) {
            if (word == Word.FIRST && first == null) {
                first = Moment.now(process.pid(), cassandra);
            }
            failAfter(until);
        }
        if (first == null) {
            throw new IllegalStateException("The contender never told of its first row");
        }
        return first.until(Moment.now(process.pid(), cassandra), rows);
    }

    /** Flushes and compactions of the run before are not to be paid for by the next. */
    void awaitRest() throws InterruptedException {
        long until = System.nanoTime() + REST_PATIENCE.toNanos();
        Duration used;
        do {
            Duration before = ProcessorTime.of(cassandra);
            Thread.sleep(REST.toMillis());
            used = ProcessorTime.of(cassandra).minus(before);
        } while (used.multipliedBy(10).compareTo(REST) > 0 && System.nanoTime() < until);
    }

    private static void failAfter(long until) {
        if (System.nanoTime() > until) {
            throw new IllegalStateException("The run takes longer than %d minutes".formatted(PATIENCE.toMinutes()));
        }
    }

    private record Moment(long nanos, Duration client, Duration cassandra) {
        static Moment now(long client, long cassandra) {
            return new Moment(System.nanoTime(), ProcessorTime.of(client), ProcessorTime.of(cassandra));
        }

        Measurement until(Moment last, int rows) {
            return new Measurement(
                    rows,
                    Duration.ofNanos(last.nanos - nanos),
                    last.client.minus(client),
                    last.cassandra.minus(cassandra));
        }
    }
}
