package io.tickstream.landing;

import static java.util.stream.Collectors.toMap;

import io.tickstream.contract.Topic;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** What the brokers hold of the job's topics. */
final class KafkaTopics {
    static final int TIMEOUT_MS = 5_000;

    private final Map<String, String> kafka;

    /** @param kafka settings of Kafka's clients; those that are none of an administrator's are left out */
    KafkaTopics(Map<String, String> kafka) {
        this.kafka = Map.copyOf(kafka);
    }

    /**
     * The topics now.
     *
     * @param ids by topic; brokers older than 2.8 give none
     * @param beginnings the first offset that is still there, by partition
     * @param ends the offset of the next record, by partition
     */
    record Holdings(Map<String, String> ids, Offsets beginnings, Offsets ends) {
        Holdings {
            ids = Map.copyOf(ids);
        }
    }

    /**
     * Asks the brokers.
     *
     * @throws Away if they do not answer, or a topic is missing
     * @throws Refused if they do not let the job in
     */
    Holdings holdings() throws Away, InterruptedException {
        return ask(admin -> {
            Map<String, TopicDescription> topics = describe(admin);
            Map<String, String> ids = topics.values().stream()
                    .filter(topic -> !topic.topicId().equals(Uuid.ZERO_UUID))
                    .collect(toMap(
                            TopicDescription::name, topic -> topic.topicId().toString()));
            return new Holdings(
                    ids, offsets(admin, topics, OffsetSpec.earliest()), offsets(admin, topics, OffsetSpec.latest()));
        });
    }

    /**
     * Where the records of a moment begin: by partition the offset of the first record whose time stamp is not before
     * it, or the end where there is none.
     */
    Offsets at(Instant moment) throws Away, InterruptedException {
        return ask(admin -> {
            Map<String, TopicDescription> topics = describe(admin);
            Offsets ends = offsets(admin, topics, OffsetSpec.latest());
            SortedMap<TopicPartition, Long> next = new TreeMap<>(ends.next());
            offsets(admin, topics, OffsetSpec.forTimestamp(moment.toEpochMilli()))
                    .next()
                    .forEach((partition, offset) -> {
                        if (offset >= 0) {
                            next.put(partition, offset);
                        }
                    });
            return new Offsets(next);
        });
    }

    private interface Question<T> {
        T ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    private <T> T ask(Question<T> question) throws Away, InterruptedException {
        try (Admin admin = Admin.create(adminSettings(kafka))) {
            return question.ask(admin);
        } catch (ExecutionException e) {
            throw Refused.awayOrRefused("Kafka", e.getCause());
        } catch (KafkaException e) {
            throw Refused.awayOrRefused("Kafka", e);
        }
    }

    private static Map<String, TopicDescription> describe(Admin admin) throws ExecutionException, InterruptedException {
        return admin.describeTopics(
                        Arrays.stream(Topic.values()).map(Topic::topicName).toList())
                .allTopicNames()
                .get();
    }

    private static Offsets offsets(Admin admin, Map<String, TopicDescription> topics, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        List<TopicPartition> partitions = topics.values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(
                        partitions.stream().collect(toMap(Function.identity(), partition -> which)))
                .all()
                .get();
        Map<TopicPartition, Long> next = new HashMap<>();
        found.forEach((partition, info) -> next.put(partition, info.offset()));
        return Offsets.of(next);
    }

    static Map<String, Object> adminSettings(Map<String, String> kafka) {
        Map<String, Object> admin = new HashMap<>(kafka);
        admin.keySet().retainAll(AdminClientConfig.configNames());
        admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        return admin;
    }
}
