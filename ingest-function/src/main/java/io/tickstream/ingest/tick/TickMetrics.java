package io.tickstream.ingest.tick;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.tickstream.ingest.Outcome;
import io.tickstream.ingest.Receipt;
import io.tickstream.ingest.Rejection;
import io.tickstream.ingest.publish.Receipts;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What Prometheus sees of the ticks. Every outcome is there from the start, so that a rate of it has a beginning. */
@Startup
@ApplicationScoped
class TickMetrics {
    private static final String TICKS = "ingest.ticks";
    private static final String REJECTED = "ingest.records.rejected";

    private final MeterRegistry registry;
    private final AtomicLong lastDelivery;

    TickMetrics(MeterRegistry registry, Receipts receipts, Clock clock) {
        this.registry = registry;
        this.lastDelivery = new AtomicLong(clock.instant().getEpochSecond());
        for (Outcome outcome : Outcome.values()) {
            registry.counter(TICKS, "outcome", outcome.code());
        }
        for (Rejection.Reason reason : Rejection.Reason.values()) {
            registry.counter(REJECTED, "reason", reason.code());
        }
        Gauge.builder("ingest.receipts.backlog", receipts, Receipts::waiting)
                .description("Receipts that wait for their way to Kafka")
                .register(registry);
        Gauge.builder("ingest.last.delivery.timestamp", lastDelivery, AtomicLong::get)
                .description("When the last tick was delivered, or else when the function was started; since 1970")
                .baseUnit("seconds")
                .register(registry);
        FunctionCounter.builder("ingest.receipts.given.up", receipts, Receipts::givenUp)
                .description("Receipts lost because the backlog was full")
                .register(registry);
    }

    void ticked(Receipt receipt) {
        registry.counter(TICKS, "outcome", receipt.outcome().code()).increment();
        if (receipt.outcome() == Outcome.DELIVERED) {
            lastDelivery.set(receipt.times().finished().getEpochSecond());
        }
        registry.counter("ingest.records.fetched").increment(receipt.counts().fetched());
        registry.counter("ingest.records.published").increment(receipt.counts().published());
        if (!receipt.times().fetch().isZero()) {
            registry.timer("ingest.fetch").record(receipt.times().fetch());
        }
        if (!receipt.times().publish().isZero()) {
            registry.timer("ingest.publish").record(receipt.times().publish());
        }
    }

    void rejected(List<Rejection> rejections) {
        for (Rejection rejection : rejections) {
            registry.counter(REJECTED, "reason", rejection.reason().code()).increment();
        }
    }
}
