package io.tickstream.ingest.trigger;

import io.quarkus.runtime.ShutdownEvent;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Receipt;
import io.tickstream.ingest.Tick;
import io.tickstream.ingest.gate.Gate;
import io.tickstream.ingest.publish.Receipts;
import io.tickstream.ingest.tick.Stopping;
import io.tickstream.ingest.tick.Ticker;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The ticks of one minute, for cron, which knows nothing shorter. Every slot of the minute gets its tick: those that
 * are past at once, one after the other, the others at their mark. So it does not matter at which second of its minute
 * a burst is started; and two bursts of the same minute make the same ticks, which land in the same rows.
 */
@ApplicationScoped
public class Burst {
    private final IngestConfig config;
    private final Gate gate;
    private final Ticker ticker;
    private final Receipts receipts;
    private final Clock clock;
    private final CountDownLatch stop = new CountDownLatch(1);

    Burst(IngestConfig config, Gate gate, Ticker ticker, Receipts receipts, Clock clock) {
        this.config = config;
        this.gate = gate;
        this.ticker = ticker;
        this.receipts = receipts;
        this.clock = clock;
    }

    /** Before the ticker is told to stop. */
    void onShutdown(@Observes @Priority(Interceptor.Priority.APPLICATION) ShutdownEvent event) {
        stop.countDown();
    }

    /**
     * Makes the ticks of the minute that the moment lies in, and waits until their receipts are in Kafka.
     *
     * @return what went wrong, in words an operator can act on; empty if nothing did
     */
    public List<String> run(Instant moment) throws InterruptedException {
        gate.firstState();
        List<String> complaints = new ArrayList<>();
        List<Instant> slots = slots(moment, config.period());
        for (int made = 0; made < slots.size(); made++) {
            if (!awaitMark(slots.get(made)) || !tick(slots.get(made), complaints)) {
                complaints.add("told to stop after %d of %d ticks".formatted(made, slots.size()));
                break;
            }
        }
        if (!receipts.flush(config.publishTimeout())) {
            complaints.add("%d receipts did not reach Kafka within %s (%s); their slots show as holes in the ledger"
                    .formatted(
                            receipts.waiting(),
                            config.publishTimeout(),
                            receipts.trouble().orElse("it is slow")));
        }
        return complaints;
    }

    /** @return false if no tick runs any more */
    private boolean tick(Instant slot, List<String> complaints) {
        try {
            Receipt receipt = ticker.run(Tick.ofBurst(config.source().name(), config.period(), slot))
                    .receipt();
            if (receipt.outcome().worthRetrying()) {
                complaints.add("tick %s: %s: %s"
                        .formatted(
                                slot, receipt.outcome().code(), receipt.reason().orElse("no reason given")));
            }
            return true;
        } catch (Stopping e) {
            return false;
        }
    }

    /** The marks of the minute, which the period divides. */
    static List<Instant> slots(Instant moment, Duration period) {
        Instant minute = moment.truncatedTo(ChronoUnit.MINUTES);
        return Stream.iterate(minute, slot -> slot.plus(period))
                .limit(Duration.ofMinutes(1).dividedBy(period))
                .toList();
    }

    /** @return false if there is nothing to wait for any more, since the process is told to stop */
    private boolean awaitMark(Instant slot) throws InterruptedException {
        boolean stopped = stop.getCount() == 0;
        // the clock may be set meanwhile, so a wait may end too early
        for (Duration left = left(slot); !stopped && left.compareTo(Duration.ZERO) > 0; left = left(slot)) {
            stopped = stop.await(left.toNanos(), TimeUnit.NANOSECONDS);
        }
        return !stopped;
    }

    private Duration left(Instant slot) {
        return Duration.between(clock.instant(), slot);
    }
}
