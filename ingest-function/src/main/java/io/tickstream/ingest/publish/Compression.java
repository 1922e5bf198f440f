package io.tickstream.ingest.publish;

import io.quarkus.runtime.ImageMode;
import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;

/**
 * Refuses at the start what would fail at every record: in a native executable the JDK's own compression works, while
 * lz4, snappy and zstd look for native libraries that it does not hold.
 */
@ApplicationScoped
class Compression implements ClientCustomizer<Map<String, Object>> {
    private static final Set<String> WITHOUT_LIBRARIES = Set.of("none", "gzip");

    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> settings) {
        check(
                String.valueOf(settings.getOrDefault(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none")),
                ImageMode.current());
        return settings;
    }

    /**
     * Whether values can be compressed that way here.
     *
     * @throws IllegalArgumentException if not; the message says what can be set instead
     */
    static void check(String compression, ImageMode mode) {
        if (mode == ImageMode.NATIVE_RUN && !WITHOUT_LIBRARIES.contains(compression)) {
            throw new IllegalArgumentException(
                    ("kafka.compression.type is %s, which needs a native library that this native executable does not "
                                    + "hold; set it to none or gzip, or run the function on a JVM")
                            .formatted(compression));
        }
    }
}
