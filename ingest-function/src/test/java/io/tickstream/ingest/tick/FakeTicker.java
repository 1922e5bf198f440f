package io.tickstream.ingest.tick;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.gate.Gate;
import io.tickstream.ingest.publish.FakeKafka;
import io.tickstream.ingest.source.FakeSource;
import java.time.Clock;

/** The ticker over a Kafka and a source in memory, for the tests of other packages. */
public final class FakeTicker {
    private FakeTicker() {}

    public static Ticker over(IngestConfig config, Gate gate, FakeSource source, FakeKafka kafka, Clock clock) {
        TickMetrics metrics = new TickMetrics(new SimpleMeterRegistry(), kafka.receipts(), clock);
        return new Ticker(config, gate, source, kafka.publisher(), kafka.receipts(), metrics, clock);
    }
}
