package io.tickstream.ingest.tick;

import io.tickstream.ingest.gate.Gate;
import io.tickstream.ingest.publish.Receipts;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether the function takes ticks, which it does until it is told to stop: it can record a tick that fails because
 * Kafka, registry, source or Cassandra is away, while a function taken out of service can not. How those are is in the
 * data, from what the last tick saw; the check itself asks nobody.
 */
@org.eclipse.microprofile.health.Readiness
class Readiness implements HealthCheck {
    private final Shutdown shutdown;
    private final Gate gate;
    private final Receipts receipts;

    Readiness(Shutdown shutdown, Gate gate, Receipts receipts) {
        this.shutdown = shutdown;
        this.gate = gate;
        this.receipts = receipts;
    }

    @Override
    public HealthCheckResponse call() {
        Gate.View view = gate.lastView();
        int waiting = receipts.waiting();
        return HealthCheckResponse.named("ingest")
                .status(!shutdown.hasBegun())
                .withData("schedule", view.state().name().toLowerCase(Locale.ROOT))
                .withData(
                        "cassandra",
                        view.trouble().map(trouble -> "degraded: " + trouble).orElse("ok"))
                .withData(
                        "kafka",
                        receipts.trouble()
                                .map(trouble -> "degraded: " + trouble)
                                .orElse("ok"))
                .withData("receipts_waiting", waiting)
                .build();
    }
}
