package io.tickstream.ingest.trigger;

import io.tickstream.ingest.Configs;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Samples;
import io.tickstream.ingest.gate.FakeSchedule;
import io.tickstream.ingest.gate.Gate;
import io.tickstream.ingest.publish.FakeKafka;
import io.tickstream.ingest.source.FakeSource;
import io.tickstream.ingest.source.Fetch;
import io.tickstream.ingest.tick.FakeTicker;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A burst over a source, a Kafka and a schedule in memory, at a moment at which time stands still. */
final class BurstOfFakes {
    private final IngestConfig config = Configs.with("ingest.publish-timeout", "PT0.3S");
    private final FakeSource source = new FakeSource();
    private final FakeKafka kafka = new FakeKafka(config);
    private final FakeSchedule schedule = new FakeSchedule();
    private final Instant now;
    private final Burst burst;

    BurstOfFakes(Instant now) {
        this.now = now;
        Gate gate = schedule.gate(config);
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        source.brings(tick -> new Fetch.Arrived(List.of(Samples.profile(tick, 0)), List.of(), 200));
        burst = new Burst(config, gate, FakeTicker.over(config, gate, source, kafka, clock), kafka.receipts(), clock);
    }

    List<String> run() throws InterruptedException {
        return burst.run(now);
    }

    void stop() {
        burst.onShutdown(null);
    }

    FakeSource source() {
        return source;
    }

    FakeKafka kafka() {
        return kafka;
    }

    FakeSchedule schedule() {
        return schedule;
    }
}
