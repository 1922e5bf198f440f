package io.tickstream.ingest.source;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickstream.ingest.Configs;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Tick;
import java.time.Clock;
import java.util.function.Function;

/** A source that brings back what a test has put down. */
public final class FakeSource extends Source {
    private Function<Tick, Fetch> fetch = tick -> new Fetch.Empty(200);

    public FakeSource() {
        this(Configs.defaults(), Clock.systemUTC());
    }

    private FakeSource(IngestConfig config, Clock clock) {
        this(config, clock, new Breaker(config, clock));
    }

    private FakeSource(IngestConfig config, Clock clock, Breaker breaker) {
        super(config, null, breaker, new SourceMetrics(new SimpleMeterRegistry(), breaker), clock);
    }

    public void brings(Function<Tick, Fetch> fetch) {
        this.fetch = fetch;
    }

    @Override
    public Fetch fetch(Tick tick) {
        return fetch.apply(tick);
    }
}
