package io.tickstream.ingest.loopback;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives the function under test a source, a registry and a Kafka of its own, and a Cassandra that is away. With the
 * argument {@code kafka=away} the broker is not started: its port is closed until {@link #startKafka}. All other
 * arguments are settings.
 */
public final class Loopback implements QuarkusTestResourceLifecycleManager {
    private final ScriptedServer source = new ScriptedServer();
    private final LoopbackRegistry registry = new LoopbackRegistry();
    private final int kafkaPort = LoopbackKafka.freePort();
    private final Map<String, String> settings = new HashMap<>();
    private boolean kafkaIsAway;
    private LoopbackKafka kafka;

    @Override
    public void init(Map<String, String> arguments) {
        settings.putAll(arguments);
        kafkaIsAway = "away".equals(settings.remove("kafka"));
    }

    @Override
    public Map<String, String> start() {
        if (!kafkaIsAway) {
            startKafka();
        }
        Map<String, String> all = new HashMap<>(Map.ofEntries(
                Map.entry("ingest.source.url", source.url("/api/v2/companies").toString()),
                Map.entry("ingest.source.allow-private-addresses", "true"),
                Map.entry("ingest.source.breaker.failures", "1000"), // scenes follow each other without a pause
                Map.entry("ingest.source-timeout", "PT2S"),
                Map.entry("ingest.source.max-bytes", "1048576"),
                Map.entry("ingest.publish-timeout", "PT3S"),
                Map.entry("ingest.registry-url", registry.url()),
                Map.entry("ingest.schedule.enabled", "false"),
                Map.entry("ingest.backlog.retry-after", "PT0.2S"),
                Map.entry("kafka.bootstrap.servers", LoopbackKafka.bootstrapServers(kafkaPort)),
                Map.entry("quarkus.cassandra.contact-points", "127.0.0.1:" + LoopbackKafka.freePort()),
                Map.entry("quarkus.http.test-port", "0"),
                // the broker in this JVM tells of its every step
                Map.entry("quarkus.log.category.\"kafka\".level", "ERROR"),
                Map.entry("quarkus.log.category.\"state.change.logger\".level", "ERROR")));
        all.putAll(settings);
        return all;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(Loopback.class));
    }

    @Override
    public void stop() {
        try {
            source.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the source's port", e);
        }
        registry.close();
        if (kafka != null) {
            kafka.close();
        }
    }

    public ScriptedServer source() {
        return source;
    }

    public LoopbackKafka kafka() {
        return kafka;
    }

    public void startKafka() {
        kafka = new LoopbackKafka(kafkaPort);
    }
}
