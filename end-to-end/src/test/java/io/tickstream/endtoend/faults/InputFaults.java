package io.tickstream.endtoend.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Table;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Somebody publishes records that cannot be read among those that can. */
final class InputFaults {
    private static final Duration TIME = Duration.ofSeconds(3);
    private static final Duration REJECTION = Duration.ofSeconds(90);
    private static final Topic TOPIC = Topic.COMPANIES_CREATED;
    private static final ObjectMapper JSON = new ObjectMapper();

    private InputFaults() {}

    static List<Fault> all() {
        return List.of(
                new Poison(
                        "poison-1-in-10000",
                        "Twenty thousand records come once more, with poison among them: they land in the same rows, and"
                                + " the poison is kept with its bytes",
                        false,
                        InputFaults::oneInTenThousand),
                new Poison(
                        "poison-only",
                        "A stretch in which nothing can be read is kept with its bytes, and what follows lands",
                        true,
                        InputFaults::nothingElse),
                new Poison(
                        "producer-breaks-the-schema",
                        "Events of a schema that cannot be read as ours, of one that nobody registered, and out of frame"
                                + " are kept with their bytes",
                        false, // EvolutionIT and PoisonIT have it
                        InputFaults::brokenSchema));
    }

    /** Makes what is sent, in its order. */
    private interface Input {
        List<Sent> of(Scene scene) throws IOException, InterruptedException;
    }

    /** One record. */
    private static final class Sent {
        private final byte[] key;
        private final byte[] value;
        private final String reason;

        /** @param reason why it must be rejected; null if it is one that can be read */
        Sent(byte[] key, byte[] value, String reason) {
            this.key = key;
            this.value = value;
            this.reason = reason;
        }

        static Sent poison(byte[] value, String reason) {
            return new Sent(null, value, reason);
        }
    }

    /** @param input what it sends at once; the load's ticks are between */
    private record Poison(String name, String promise, boolean inShortRun, Input input, Map<UUID, Sent> expected)
            implements Fault {
        Poison(String name, String promise, boolean inShortRun, Input input) {
            this(name, promise, inShortRun, input, new ConcurrentHashMap<>());
        }

        @Override
        public Kind kind() {
            return Kind.INPUT;
        }

        @Override
        public Set<String> touches() {
            return Set.of(TOPIC.topicName());
        }

        @Override
        public boolean mixes() {
            return false;
        }

        @Override
        public Expectation expects() {
            return Expectation.STRANGERS_REJECTED;
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException, ExecutionException {
            expected.clear();
            List<Sent> records = input.of(scene);
            expected.putAll(send(scene, records));
            scene.note("%d records sent, %d of them poison".formatted(records.size(), expected.size()));
            scene.hold(TIME);
        }

        /** Nobody does anything; what was sent must be among the dead letters, each once, byte by byte. */
        @Override
        public void end(Scene scene) throws InterruptedException {
            Map<UUID, Row> found = new HashMap<>();
            scene.await("%d dead letters, one for each poison".formatted(expected.size()), REJECTION, () -> {
                found.clear();
                rejected(scene).forEach(row -> found.put(row.getUuid("id"), row));
                return found.keySet().containsAll(expected.keySet());
            });
            expected.forEach((id, sent) -> {
                Row letter = found.get(id);
                if (!sent.reason.equals(letter.getString("reason"))
                        || !ByteBuffer.wrap(sent.value).equals(letter.getByteBuffer("payload"))) {
                    throw new IllegalStateException("Dead letter %s is %s, %d bytes; it should be %s, %d bytes"
                            .formatted(
                                    id,
                                    letter.getString("reason"),
                                    letter.getLong("payload_size"),
                                    sent.reason,
                                    sent.value.length));
                }
            });
        }
    }

    /** What is on the topic already, again and again, and two poisonous records at places of the seed's. */
    private static List<Sent> oneInTenThousand(Scene scene) {
        List<Sent> known = known(scene, 20_000);
        if (known.isEmpty()) {
            throw new IllegalStateException("Nothing is on the topic that could come once more");
        }
        List<Sent> all = new ArrayList<>(IntStream.range(0, 20_000)
                .mapToObj(index -> known.get(index % known.size()))
                .toList());
        for (int from = 0; from < all.size(); from += 10_000) {
            all.set(from + scene.random().nextInt(10_000), garbage(scene.random()));
        }
        return all;
    }

    private static List<Sent> nothingElse(Scene scene) {
        return IntStream.range(0, 300)
                .mapToObj(index -> garbage(scene.random()))
                .toList();
    }

    /** A producer that registers what it likes under a subject of its own. */
    private static List<Sent> brokenSchema(Scene scene) throws IOException, InterruptedException {
        Schema theirs = SchemaBuilder.record("Company")
                .namespace(TOPIC.schema().getNamespace())
                .fields()
                .requiredInt("name")
                .requiredString("revenue")
                .endRecord();
        int id = register(scene, "somebody-elses-value", theirs);
        return List.of(
                Sent.poison(WireFormat.frame(id, new byte[] {2, 2, 'x'}), "incompatible_schema"),
                Sent.poison(WireFormat.frame(987_654_321, new byte[] {1, 2, 3}), "unknown_schema"),
                Sent.poison("{\"name\":\"JSON\"}".getBytes(UTF_8), "not_framed"),
                Sent.poison(new byte[] {0, 0, 1}, "not_framed"));
    }

    /** Bytes that begin with another magic byte than ours. */
    private static Sent garbage(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        bytes[0] = (byte) (1 + random.nextInt(255));
        return Sent.poison(bytes, "not_framed");
    }

    private static int register(Scene scene, String subject, Schema schema) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(scene.stack()
                                        .stack()
                                        .site()
                                        .settings()
                                        .url(Port.REGISTRY, "/apis/ccompat/v7/subjects/%s/versions".formatted(subject)))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        JSON.writeValueAsString(Map.of("schema", schema.toString()))))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        int id = JSON.readTree(answer.body()).path("id").asInt();
        if (id == 0) {
            throw new IllegalStateException("The registry does not take the schema: " + answer.body());
        }
        return id;
    }

    private static List<Sent> known(Scene scene, int most) {
        List<TopicPartition> partitions = IntStream.range(0, TOPIC.localPartitions())
                .mapToObj(partition -> new TopicPartition(TOPIC.topicName(), partition))
                .toList();
        List<Sent> known = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, scene.stack().address(Port.KAFKA)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (known.size() < most
                    && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
                    if (each.key() != null) { // poison of an earlier fault has none
                        known.add(new Sent(each.key(), each.value(), null));
                    }
                }
            }
        }
        return known;
    }

    /** Sends them in their order, and says by which ids those that cannot be read are to be found. */
    private static Map<UUID, Sent> send(Scene scene, List<Sent> records)
            throws InterruptedException, ExecutionException {
        Map<UUID, Sent> poison = new HashMap<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        scene.stack().address(Port.KAFKA),
                        ProducerConfig.LINGER_MS_CONFIG,
                        20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Sent each : records) {
                sent.add(producer.send(new ProducerRecord<>(TOPIC.topicName(), each.key, each.value)));
            }
            producer.flush();
            for (int index = 0; index < records.size(); index++) {
                RecordMetadata metadata = sent.get(index).get();
                if (records.get(index).reason != null) {
                    poison.put(
                            Identity.rejectionAtLanding(TOPIC.topicName(), metadata.partition(), metadata.offset()),
                            records.get(index));
                }
            }
        }
        return poison;
    }

    private static List<Row> rejected(Scene scene) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return scene.stack()
                .session()
                .execute(
                        "SELECT id, reason, payload, payload_size FROM %s WHERE day IN (?, ?)"
                                .formatted(Table.REJECTED.qualifiedName()),
                        today,
                        today.minusDays(1)) // around midnight
                .all();
    }
}
