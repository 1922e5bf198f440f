package io.tickstream.console.kafka;

import io.smallrye.common.annotation.Identifier;
import io.tickstream.console.ConsoleConfig;
import io.tickstream.console.answer.Server;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.service.kafka.KafkaFailure;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The console's clients of Kafka: made when first needed, and thrown away when they fail, since names may move. */
@ApplicationScoped
class Broker {
    private final Map<String, Object> settings;
    private final int timeoutMillis;
    private Admin admin;
    private KafkaConsumer<byte[], byte[]> consumer;

    Broker(ConsoleConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.timeoutMillis = (int) config.timeoutMillis();
        this.settings = new HashMap<>(kafka);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "tickstream-console");
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
    }

    /** A question to the admin client. */
    @FunctionalInterface
    interface Question<T> {
        KafkaFuture<T> to(Admin admin);
    }

    /** What reads records. */
    @FunctionalInterface
    interface Reading<T> {
        T by(KafkaConsumer<byte[], byte[]> consumer);
    }

    /** Waits for the answer, no longer than the console's timeout. */
    <T> T ask(Question<T> question) throws ServerAway {
        try {
            return question.to(admin()).get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerAway(Server.KAFKA, "The console was told to stop while it waited for it", e);
        } catch (ExecutionException e) {
            forgetAdmin();
            throw away(e.getCause());
        } catch (TimeoutException e) {
            forgetAdmin();
            throw new ServerAway(Server.KAFKA, "It does not answer (not within %d ms)".formatted(timeoutMillis), e);
        } catch (KafkaException e) {
            forgetAdmin();
            throw away(e);
        }
    }

    /** Reads by the one consumer, one reader after the other. */
    synchronized <T> T read(Reading<T> reading) throws ServerAway {
        try {
            if (consumer == null) {
                Map<String, Object> consuming = new HashMap<>(settings);
                consuming.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
                consuming.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
                consuming.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
                consuming.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
                consumer = new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            }
            return reading.by(consumer);
        } catch (KafkaException e) {
            closeConsumer();
            throw away(e);
        }
    }

    private synchronized Admin admin() {
        if (admin == null) {
            Map<String, Object> asking = new HashMap<>(settings);
            asking.put(AdminClientConfig.RETRIES_CONFIG, 1);
            admin = Admin.create(asking);
        }
        return admin;
    }

    private synchronized void forgetAdmin() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }

    private synchronized void closeConsumer() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            consumer = null;
        }
    }

    @PreDestroy
    void close() {
        forgetAdmin();
        closeConsumer();
    }

    private static ServerAway away(Throwable failure) {
        String why = KafkaFailure.reason(failure);
        return new ServerAway(
                Server.KAFKA,
                KafkaFailure.isRefusal(failure)
                        ? "It refuses the console (%s); %s"
                                .formatted(why, KafkaFailure.remedy(failure, "Read and Describe", ""))
                        : "It does not answer (%s)".formatted(why),
                failure);
    }
}
