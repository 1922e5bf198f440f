package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be read is kept with its bytes, and stops nothing. */
@WithLocalStack
class PoisonIT {
    private static final int NEVER_REGISTERED = 987_654_321;

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource
    void poison_lands_among_the_rejected_and_good_records_beside_it_land(
            Topic topic, String reason, byte[] poison, RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        Landed landed = new Landed(stack);
        long job = stack.process("job").pid();
        JsonNode before = stack.tick();
        RecordMetadata sent = send(stack, topic, poison);
        JsonNode after = stack.tick();

        Row letter =
                landed.awaitRejected(Identity.rejectionAtLanding(topic.topicName(), sent.partition(), sent.offset()));

        assertThat(letter.getString("stage")).isEqualTo("landing");
        assertThat(letter.getString("reason")).isEqualTo(reason);
        assertThat(letter.getString("cause")).isNotBlank();
        assertThat(letter.getString("kafka_topic")).isEqualTo(topic.topicName());
        assertThat(letter.getInt("kafka_partition")).isEqualTo(sent.partition());
        assertThat(letter.getLong("kafka_offset")).isEqualTo(sent.offset());
        if (poison == null) {
            assertThat(letter.getLong("payload_size")).isZero();
        } else {
            assertThat(letter.getByteBuffer("payload")).isEqualTo(ByteBuffer.wrap(poison));
            assertThat(letter.getLong("payload_size")).isEqualTo(poison.length);
        }
        landed.awaitCompanies(Landed.id(before), 10);
        landed.awaitCompanies(Landed.id(after), 10);
        assertThat(stack.process("job").pid()).isEqualTo(job);
    }

    static Stream<Arguments> poison_lands_among_the_rejected_and_good_records_beside_it_land() {
        return Stream.of(
                Arguments.of(Topic.COMPANIES_CREATED, "not_framed", "{\"name\":\"JSON\"}".getBytes(UTF_8)),
                Arguments.of(Topic.COMPANIES_CREATED, "not_framed", new byte[0]),
                Arguments.of(Topic.COMPANIES_CREATED, "not_framed", null),
                Arguments.of(Topic.COMPANIES_CREATED, "unknown_schema", WireFormat.frame(NEVER_REGISTERED, new byte[] {
                    1, 2, 3
                })),
                Arguments.of(Topic.COMPANIES_CREATED, "undecodable", WireFormat.frame(1, new byte[] {72, 1})),
                Arguments.of(Topic.TICKS, "not_framed", "no receipt".getBytes(UTF_8)),
                Arguments.of(Topic.COMPANIES_REJECTED, "not_framed", "no rejection".getBytes(UTF_8)));
    }

    private static RecordMetadata send(RunningStack stack, Topic topic, byte[] value)
            throws InterruptedException, ExecutionException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, stack.address(Port.KAFKA)),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(topic.topicName(), value)).get();
        }
    }
}
