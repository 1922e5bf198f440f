package io.tickstream.ingest.source;

import io.tickstream.ingest.Configs;
import io.tickstream.ingest.Tick;
import java.time.Clock;
import java.util.function.Function;

/** A source that brings back what a test has put down. */
public final class FakeSource extends Source {
    private Function<Tick, Fetch> fetch = tick -> new Fetch.Empty(200);

    public FakeSource() {
        super(Configs.defaults(), new CompanyApi(Configs.defaults()), Clock.systemUTC());
    }

    public void brings(Function<Tick, Fetch> fetch) {
        this.fetch = fetch;
    }

    @Override
    public Fetch fetch(Tick tick) {
        return fetch.apply(tick);
    }
}
