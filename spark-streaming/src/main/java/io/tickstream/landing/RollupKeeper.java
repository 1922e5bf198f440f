package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import io.tickstream.landing.rollup.MinutePart;
import io.tickstream.landing.rollup.Rollups;
import io.tickstream.landing.rollup.Update;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rollups of one driver: after each batch, and between batches the hours that somebody wants recomputed. The
 * two take turns.
 */
final class RollupKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RollupKeeper.class);

    /** How soon a request is seen. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    /**
     * How long a batch may wait for requests, give or take an hour's recomputation: of an hour that can be read. One that
     * cannot gives its turn up as soon as Cassandra leaves a question open for seconds.
     */
    private static final Duration TURN = Duration.ofSeconds(1);

    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    private final Rollups rollups;
    private final LandingMetrics metrics;
    private final Lock turn = new ReentrantLock(true); // fair: a batch comes next, however many requests there are
    private final ScheduledExecutorService requests =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "rollup requests"));
    private boolean failing; // the thread's own

    RollupKeeper(Rollups rollups, LandingMetrics metrics) {
        this.rollups = requireNonNull(rollups, "rollups");
        this.metrics = requireNonNull(metrics, "metrics");
    }

    /** Begins to look for requests. */
    @SuppressWarnings("FutureReturnValueIgnored") // the task tells of its failures itself
    void start() {
        requests.scheduleWithFixedDelay(
                this::recomputeRequested, LOOK_EVERY.toSeconds(), LOOK_EVERY.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Brings the rollups up to date with a batch; returns when they are written.
     *
     * @param tasks what the ticks that the batch touched have in the table, a list for each task
     */
    void apply(List<List<MinutePart>> tasks) throws InterruptedException {
        long began = System.nanoTime();
        turn.lockInterruptibly();
        try {
            Update update = rollups.apply(tasks);
            metrics.count(update, rollups.kept(), Duration.ofNanos(System.nanoTime() - began));
        } finally {
            turn.unlock();
        }
    }

    private void recomputeRequested() {
        try {
            while (recomputeSome()) {
                LOG.info("Recomputed hours of rollups that were asked for");
            }
            failing = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // nothing is lost: the request stays
            if (!failing) { // once, not every few seconds
                LOG.warn("Cannot recompute rollups that were asked for; trying again every {}", LOOK_EVERY, e);
            }
            failing = true;
        }
    }

    /** Returns false if nobody asks for anything. */
    private boolean recomputeSome() throws InterruptedException {
        turn.lockInterruptibly();
        long began = System.nanoTime();
        boolean done = false;
        try {
            Update update = rollups.recomputeRequested(() -> System.nanoTime() - began < TURN.toNanos());
            metrics.countRequested(update, rollups.kept());
            done = true;
            return update.requests() > 0;
        } finally {
            if (!done) {
                rollups.forget();
            }
            turn.unlock();
        }
    }

    @Override
    public void close() {
        requests.shutdownNow();
        try {
            if (!requests.awaitTermination(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("An hour of rollups is still being recomputed; it is recomputed again at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
