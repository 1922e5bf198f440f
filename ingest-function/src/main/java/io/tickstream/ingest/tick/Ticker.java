package io.tickstream.ingest.tick;

import io.tickstream.ingest.Company;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Outcome;
import io.tickstream.ingest.Receipt;
import io.tickstream.ingest.Receipt.Counts;
import io.tickstream.ingest.Receipt.Times;
import io.tickstream.ingest.Tick;
import io.tickstream.ingest.enrich.Enrichment;
import io.tickstream.ingest.gate.Gate;
import io.tickstream.ingest.publish.Publication;
import io.tickstream.ingest.publish.Publisher;
import io.tickstream.ingest.publish.Receipts;
import io.tickstream.ingest.source.Fetch;
import io.tickstream.ingest.source.Source;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/**
 * Runs ticks, one at a time: gate, source, broker, receipt. Whoever is away, the tick ends within its deadlines and
 * leaves a receipt that says what became of it.
 */
@ApplicationScoped
public class Ticker {
    private static final Logger LOG = Logger.getLogger(Ticker.class);

    private final IngestConfig config;
    private final Gate gate;
    private final Source source;
    private final Publisher publisher;
    private final Receipts receipts;
    private final TickMetrics metrics;
    private final Clock clock;
    private final Turns turns = new Turns();

    Ticker(
            IngestConfig config,
            Gate gate,
            Source source,
            Publisher publisher,
            Receipts receipts,
            TickMetrics metrics,
            Clock clock) {
        this.config = config;
        this.gate = gate;
        this.source = source;
        this.publisher = publisher;
        this.receipts = receipts;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** How a tick went, before it is put down in a receipt. */
    private record Course(
            Outcome outcome,
            Counts counts,
            OptionalInt sourceStatus,
            Optional<String> reason,
            Duration fetch,
            Duration publish) {
        static Course without(Outcome outcome, String reason) {
            return new Course(
                    outcome, Counts.NONE, OptionalInt.empty(), Optional.of(reason), Duration.ZERO, Duration.ZERO);
        }
    }

    /**
     * Runs the tick, or notes that another still runs. If the same tick runs already, its outcome is awaited instead: the
     * repetition is told the truth, and leaves no receipt beside that tick's.
     *
     * @throws Stopping if the function takes no tick any more; there is no receipt then
     */
    public Ticked run(Tick tick) throws Stopping {
        Instant started = clock.instant();
        Turns.Turn turn = turns.take(tick.id());
        if (turn instanceof Turns.Turn.Over) {
            throw new Stopping();
        }
        if (turn instanceof Turns.Turn.Taken) {
            return end(tick, started, Course.without(Outcome.SKIPPED_OVERLAP, "the tick before still ran"));
        }
        if (turn instanceof Turns.Turn.Repeated repeated) {
            return repeated.outcome().join();
        }
        try {
            Ticked ticked = runNow(tick, started);
            turns.end(ticked);
            return ticked;
        } catch (Throwable e) { // or no tick would run again, and repetitions would wait forever
            turns.end(e);
            throw e;
        }
    }

    /** Whether no tick is taken any more. */
    public boolean isStopping() {
        return turns.areOver();
    }

    /** Takes no tick any more. */
    void stop() {
        turns.stop();
    }

    /**
     * Takes no tick any more, and waits for the running one.
     *
     * @return false if it still runs when the time is over
     */
    boolean stop(Duration atMost) {
        try {
            return turns.stop(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Ticked runNow(Tick tick, Instant started) {
        try {
            if (gate.state() == Gate.State.PAUSED) {
                return end(tick, started, Course.without(Outcome.PAUSED, "the schedule is paused"));
            }
            return fetchAndPublish(tick, started);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Tick %s broke, and that is a bug", tick.slot());
            return end(
                    tick,
                    started,
                    Course.without(Outcome.PUBLISH_FAILED, "the function broke: %s; its log has more".formatted(e)));
        }
    }

    private Ticked fetchAndPublish(Tick tick, Instant started) {
        long asked = System.nanoTime();
        Fetch fetch = source.fetch(tick);
        long answered = System.nanoTime();
        List<Company> companies =
                fetch.profiles().stream().map(Enrichment::enrich).toList();
        Publication publication = publisher.publish(tick, companies, fetch.rejections());
        long acknowledged = System.nanoTime();

        Course course = new Course(
                publication.failure().isPresent() ? Outcome.PUBLISH_FAILED : fetch.outcome(),
                new Counts(fetch.fetched(), publication.published(), publication.rejected()),
                fetch.status(),
                publication.failure().or(fetch::reason),
                Duration.ofNanos(answered - asked),
                fetch.fetched() == 0 ? Duration.ZERO : Duration.ofNanos(acknowledged - answered));
        Ticked ticked = end(tick, started, course);
        metrics.rejected(
                fetch.rejections().stream().limit(publication.rejected()).toList());
        return new Ticked(ticked.receipt(), fetch.retryAfter());
    }

    private Ticked end(Tick tick, Instant started, Course course) {
        Receipt receipt = new Receipt(
                tick,
                config.source().name(),
                course.outcome(),
                course.counts(),
                course.sourceStatus(),
                course.reason(),
                new Times(started, clock.instant(), course.fetch(), course.publish()),
                config.version());
        receipts.record(receipt);
        metrics.ticked(receipt);
        log(receipt);
        return new Ticked(receipt, Optional.empty());
    }

    private static void log(Receipt receipt) {
        LOG.infof(
                "Tick %s %s: %s, %d fetched, %d published, %d rejected in %d ms%s",
                receipt.tick().trigger().code(),
                receipt.tick().slot(),
                receipt.outcome().code(),
                receipt.counts().fetched(),
                receipt.counts().published(),
                receipt.counts().rejected(),
                Duration.between(receipt.times().started(), receipt.times().finished())
                        .toMillis(),
                receipt.reason().map(reason -> " (" + reason + ")").orElse(""));
    }
}
