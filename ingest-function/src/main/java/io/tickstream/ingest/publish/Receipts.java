package io.tickstream.ingest.publish;

import io.tickstream.ingest.Deadline;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Receipt;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Takes receipts to Kafka, on a thread of its own, so that a tick never waits for its receipt. While Kafka or the
 * registry is away receipts wait in memory, the oldest first in line, and are tried again and again. A full backlog
 * gives up its oldest receipt. What still waits when the process dies is lost, and its slots show as holes in the
 * ledger; their companies are not affected.
 */
@ApplicationScoped
public class Receipts {
    private static final Logger LOG = Logger.getLogger(Receipts.class);

    /** How many receipts are on their way at a time. */
    private static final int BATCH = 500;

    private final Events events;
    private final Dispatch dispatch;
    private final Duration timeout;
    private final Duration retryAfter;
    private final int capacity;
    private final ScheduledExecutorService courier = Executors.newSingleThreadScheduledExecutor(Receipts::daemon);
    private final Deque<Receipt> backlog = new ArrayDeque<>();
    private final AtomicLong givenUp = new AtomicLong();
    private boolean underWay;
    private Optional<String> trouble = Optional.empty();

    Receipts(Events events, Dispatch dispatch, IngestConfig config) {
        this.events = events;
        this.dispatch = dispatch;
        this.timeout = config.publishTimeout();
        this.retryAfter = config.backlog().retryAfter();
        this.capacity = config.backlog().maxReceipts();
    }

    /** Sees to it that the receipt reaches the topic ticks, after all earlier ones. Returns at once. */
    public synchronized void record(Receipt receipt) {
        if (backlog.size() == capacity) {
            Receipt oldest = backlog.removeFirst();
            givenUp.incrementAndGet();
            LOG.errorf(
                    "Gave up the receipt of slot %s: %d wait already; see ingest.backlog.max-receipts",
                    oldest.tick().slot(), (Object) capacity);
        }
        backlog.addLast(receipt);
        if (!underWay) {
            underWay = true;
            courier.execute(this::deliver);
        }
    }

    /** How many receipts wait. */
    public synchronized int waiting() {
        return backlog.size();
    }

    /** Why receipts wait; empty if the last ones reached Kafka. */
    public synchronized Optional<String> trouble() {
        return trouble;
    }

    /** How many receipts were given up since the start. */
    public long givenUp() {
        return givenUp.get();
    }

    /**
     * Waits until no receipt waits any more.
     *
     * @return false if some still wait when the time is over
     */
    public synchronized boolean flush(Duration atMost) {
        Deadline deadline = Deadline.in(atMost);
        while (!backlog.isEmpty() && !deadline.isOver()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, deadline.remaining().toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return backlog.isEmpty();
    }

    /** Tries no more; what waits is lost with the process. */
    @PreDestroy
    public void stop() {
        courier.shutdownNow();
    }

    private void deliver() {
        List<Receipt> batch;
        synchronized (this) {
            batch = backlog.stream().limit(BATCH).toList();
        }
        try {
            settle(batch, send(batch));
        } catch (PublishFailed e) {
            holdBack(e.getMessage());
        } catch (RuntimeException e) {
            if (courier.isShutdown()) { // what a delivery needs goes away under it
                return;
            }
            LOG.error("Cannot send receipts, and that is a bug; they stay in line", e);
            holdBack(e.toString());
        }
    }

    private List<Optional<String>> send(List<Receipt> batch) throws PublishFailed {
        Deadline deadline = Deadline.in(timeout);
        List<Parcel> parcels = new ArrayList<>(batch.size());
        for (Receipt receipt : batch) {
            parcels.add(events.of(receipt, deadline));
        }
        return dispatch.send(parcels, deadline);
    }

    private synchronized void settle(List<Receipt> batch, List<Optional<String>> refusals) {
        for (int i = 0; i < batch.size(); i++) {
            if (refusals.get(i).isEmpty()) {
                backlog.removeFirstOccurrence(batch.get(i));
            }
        }
        Optional<String> refusal = refusals.stream().flatMap(Optional::stream).findFirst();
        if (refusal.isPresent()) {
            holdBack(refusal.get());
            return;
        }
        if (trouble.isPresent()) {
            LOG.infof("Receipts reach Kafka again; %d were waiting", batch.size());
            trouble = Optional.empty();
        }
        next(Duration.ZERO);
    }

    private synchronized void holdBack(String cause) {
        if (trouble.isEmpty()) {
            LOG.warnf("Receipts wait for Kafka: %s", cause);
        }
        trouble = Optional.of(cause);
        next(retryAfter);
    }

    private synchronized void next(Duration pause) {
        notifyAll();
        underWay = !backlog.isEmpty() && !courier.isShutdown();
        if (underWay) {
            ScheduledFuture<?> unused = courier.schedule(this::deliver, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "receipts");
        thread.setDaemon(true);
        return thread;
    }
}
