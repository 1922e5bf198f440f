package io.tickstream.ingest.source;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickstream.ingest.IngestConfig;
import io.vertx.core.Vertx;
import java.time.Clock;

/** Sources as the function has them, without Quarkus around them. */
final class Sources {
    private static final Vertx VERTX = Vertx.vertx();

    private Sources() {}

    static Source of(IngestConfig config, Clock clock) {
        return of(config, clock, new SystemNames(), new SimpleMeterRegistry());
    }

    static Source of(IngestConfig config, Clock clock, NameService names, MeterRegistry meters) {
        Breaker breaker = new Breaker(config, clock);
        CompanyApi api = new CompanyApi(config, new Fence(config, names), VERTX);
        return new Source(config, api, breaker, new SourceMetrics(meters, breaker), clock);
    }
}
