package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickstream.contract.Topic;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MockAdminClient;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicWatchTest {
    private static final String TOPIC = Topic.COMPANIES_CREATED.topicName();

    private final Node broker = new Node(0, "127.0.0.1", 9092);
    private final MockAdminClient admin = new MockAdminClient(List.of(broker), broker);
    private Map<String, String> ids;

    @BeforeEach
    void create() throws Exception {
        for (Topic topic : Topic.values()) {
            create(topic.topicName());
        }
        ids = ids();
    }

    @Test
    void topics_that_are_still_the_same_are_fine() {
        assertThatCode(new TopicWatch(() -> admin, ids)::confirm).doesNotThrowAnyException();
    }

    @Test
    void a_topic_that_was_created_anew_is_another_one_whatever_its_offsets() throws Exception {
        TopicWatch watch = new TopicWatch(() -> admin, ids);
        delete();
        create(TOPIC);

        assertThatThrownBy(watch::confirm)
                .isInstanceOf(TopicWatch.Recreated.class)
                .hasMessageContaining(TOPIC + " was deleted and created anew")
                .hasMessageContaining("%s, not %s", ids().get(TOPIC), ids.get(TOPIC))
                .hasMessageContaining("Start the job again");
    }

    @Test
    void a_topic_that_is_gone_and_brokers_that_do_not_answer_are_passed_over() throws Exception {
        TopicWatch watch = new TopicWatch(() -> admin, ids);
        delete();
        assertThatCode(watch::confirm).doesNotThrowAnyException();
        create(TOPIC);
        admin.timeoutNextRequest(1);
        assertThatCode(watch::confirm).doesNotThrowAnyException();
        assertThatThrownBy(watch::confirm).isInstanceOf(TopicWatch.Recreated.class);
    }

    /** Kafka's administrator client does not give up a connection that was silent from its beginning. */
    @Test
    void after_a_question_without_an_answer_another_client_is_asked() {
        MockAdminClient silent = new MockAdminClient(List.of(broker), broker);
        silent.timeoutNextRequest(Integer.MAX_VALUE);
        Iterator<Admin> clients = List.<Admin>of(silent, admin).iterator();
        Map<String, String> others = new HashMap<>(ids);
        others.put(TOPIC, Uuid.randomUuid().toString());
        TopicWatch watch = new TopicWatch(clients::next, others);

        assertThatCode(watch::confirm).doesNotThrowAnyException();
        assertThatThrownBy(watch::confirm).isInstanceOf(TopicWatch.Recreated.class);
    }

    @Test
    void brokers_whose_names_do_not_resolve_for_a_while_are_passed_over_too() {
        admin.timeoutNextRequest(2);
        Map<String, String> others = new HashMap<>(ids);
        others.put(TOPIC, Uuid.randomUuid().toString());
        Iterator<Supplier<Admin>> clients = List.<Supplier<Admin>>of(
                        () -> admin,
                        () -> {
                            throw new KafkaException("Failed to create new KafkaAdminClient");
                        },
                        () -> admin)
                .iterator();
        TopicWatch watch = new TopicWatch(() -> clients.next().get(), others);

        assertThatCode(watch::confirm).doesNotThrowAnyException();
        assertThatCode(watch::confirm).doesNotThrowAnyException();
        assertThatThrownBy(watch::confirm).isInstanceOf(TopicWatch.Recreated.class);
        assertThat(clients).isExhausted();
    }

    private void create(String topic) {
        admin.addTopic(
                false, topic, List.of(new TopicPartitionInfo(0, broker, List.of(broker), List.of(broker))), null);
    }

    private void delete() throws Exception {
        admin.deleteTopics(List.of(TOPIC)).all().get();
    }

    private Map<String, String> ids() throws Exception {
        Map<String, String> now = new HashMap<>();
        admin.describeTopics(Arrays.stream(Topic.values()).map(Topic::topicName).toList())
                .allTopicNames()
                .get()
                .forEach((name, topic) -> now.put(name, topic.topicId().toString()));
        return now;
    }
}
