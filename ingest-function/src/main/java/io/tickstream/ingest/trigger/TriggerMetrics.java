package io.tickstream.ingest.trigger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/** What Prometheus sees of events that made no tick. Every reason is there from the start. */
@Startup
@ApplicationScoped
class TriggerMetrics {
    private static final String REFUSED = "ingest.trigger.refused";

    private final MeterRegistry registry;

    TriggerMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (RefusedEvent.Reason reason : RefusedEvent.Reason.values()) {
            registry.counter(REFUSED, "reason", reason.code());
        }
    }

    void refused(RefusedEvent.Reason reason) {
        registry.counter(REFUSED, "reason", reason.code()).increment();
    }
}
