package io.tickstream.ingest.publish;

import io.smallrye.reactive.messaging.ClientCustomizer;
import io.tickstream.ingest.IngestConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/** Gives the producer no more time for a record than a tick has, so that nothing of a tick outlives it. */
@ApplicationScoped
class ProducerDeadlines implements ClientCustomizer<Map<String, Object>> {
    /** What is left of the publish timeout to notice that the producer has given up. */
    private static final Duration TO_NOTICE = Duration.ofMillis(200);

    private final Duration publishTimeout;

    ProducerDeadlines(IngestConfig config) {
        this.publishTimeout = config.publishTimeout();
    }

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> settings) {
        if (!channel.equals(KafkaBroker.CHANNEL)) {
            return settings;
        }
        long delivery = publishTimeout.minus(TO_NOTICE).toMillis();
        // two attempts fit into the time for delivery; the connector reads these as texts
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(delivery));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(delivery / 2));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(delivery / 2));
        return settings;
    }
}
