package io.tickstream.landing;

import io.tickstream.contract.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a topic that is deleted and created anew while it is read. Spark compares offsets alone: where the new topic
 * has grown beyond the old one's end before Spark looks again, it reads on there, and what the new one has before is
 * never read.
 */
final class TopicWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    /** Who does not know by then is passed over, while rows wait for the next batch. */
    private static final int TIMEOUT_MS = 2_500;

    private final Supplier<Admin> clients;
    private final Map<String, String> ids;
    private Admin admin;

    /** @param ids by topic, what the offsets that are read are of; a topic without one is not watched */
    TopicWatch(Map<String, String> kafka, Map<String, String> ids) {
        this(() -> Admin.create(KafkaTopics.adminSettings(kafka)), ids);
    }

    TopicWatch(Supplier<Admin> clients, Map<String, String> ids) {
        this.clients = clients;
        this.ids = Map.copyOf(ids);
        this.admin = clients.get();
    }

    /**
     * Fails if a topic is another one now. Brokers that do not answer, and a topic that is not there, are passed over:
     * nothing can be read of them either, and who asks again finds out.
     *
     * @throws Recreated if it is; whoever has read from it must not commit that
     */
    void confirm() throws InterruptedException {
        for (Map.Entry<String, String> topic : idsNow().entrySet()) {
            String known = ids.getOrDefault(topic.getKey(), topic.getValue());
            if (!known.equals(topic.getValue())) {
                throw new Recreated(topic.getKey(), known, topic.getValue());
            }
        }
    }

    private Map<String, String> idsNow() throws InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> asked = admin.describeTopics(
                        Arrays.stream(Topic.values()).map(Topic::topicName).toList(),
                        new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
                .topicNameValues();
        Map<String, String> now = new HashMap<>();
        boolean silent = false;
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : asked.entrySet()) {
            try {
                Uuid id = topic.getValue().get().topicId();
                if (!id.equals(Uuid.ZERO_UUID)) { // of brokers older than 2.8
                    now.put(topic.getKey(), id.toString());
                }
            } catch (ExecutionException e) {
                LOG.debug("Whether {} is still the same topic is not known", topic.getKey(), e);
                silent |= e.getCause() instanceof TimeoutException;
            }
        }
        if (silent) {
            renew();
        }
        return now;
    }

    /** One that has made a connection to somebody who says nothing does not give it up by itself, and so hears no answer. */
    private void renew() {
        Admin another;
        try {
            another = clients.get();
        } catch (KafkaException e) { // no broker's name resolves; the next silence renews it
            LOG.debug("The administrator client stays as it is", e);
            return;
        }
        admin.close(Duration.ZERO);
        admin = another;
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    /** What is read is no longer what was to be read. */
    static final class Recreated extends RuntimeException {
        private static final long serialVersionUID = 1;

        Recreated(String topic, String known, String now) {
            super(
                    "%s was deleted and created anew while it was read: Kafka's id of it is %s, not %s. Nothing more is taken from it, since offsets of the one mean nothing in the other. Start the job again: it tells what is lost, and how to go on"
                            .formatted(topic, now, known));
        }
    }
}
