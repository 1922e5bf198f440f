package io.tickstream.ingest.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.contract.WireFormat.NotFramed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A Kafka broker in this JVM, on a port of the loopback interface, with the contract's topics. */
public final class LoopbackKafka implements AutoCloseable {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    /** The broker tells of its every step. Kept here, since a logger that nobody holds forgets its level. */
    private static final List<Logger> TALKATIVE =
            List.of(Logger.getLogger("kafka"), Logger.getLogger("org.apache.kafka"), Logger.getLogger("state.change"));

    private final int port;
    private final Path folder;
    private final Properties settings;
    private KafkaRaftServer server;

    /** Starts a broker on a port that was free a moment ago, see {@link #freePort}. */
    public LoopbackKafka(int port) {
        this.port = port;
        try {
            this.folder = Files.createTempDirectory("loopback-kafka");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for Kafka", e);
        }
        this.settings = settings(port, freePort(), folder);
        TALKATIVE.forEach(logger -> logger.setLevel(Level.SEVERE));
        format(folder);
        start();
        createTopics();
    }

    /** Starts the broker again, with all that it held. */
    public void start() {
        server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        server.startup();
    }

    /** Stops the broker; it keeps what it holds. */
    public void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    public static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No port is free", e);
        }
    }

    public static String bootstrapServers(int port) {
        return "127.0.0.1:" + port;
    }

    /** All records that the topic holds under the key. */
    public List<ConsumerRecord<String, byte[]>> records(Topic topic, String key) {
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        forEach(topic, record -> {
            if (record.key().equals(key)) {
                found.add(record);
            }
        });
        return found;
    }

    /** How many records the topic holds under each key. */
    public Map<String, Integer> counts(Topic topic) {
        Map<String, Integer> counts = new HashMap<>();
        forEach(topic, record -> counts.merge(record.key(), 1, Integer::sum));
        return counts;
    }

    /** The keys of all records that the topic holds. */
    public Set<String> keys(Topic topic) {
        return counts(topic).keySet();
    }

    private void forEach(Topic topic, Consumer<ConsumerRecord<String, byte[]>> reader) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers(port), "fetch.max.wait.ms", "20"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(reader);
            }
        }
    }

    /** The values that the topic holds under the key, out of their frames, written with the registry's schema. */
    public <T extends SpecificRecord> List<T> values(Topic topic, String key, Class<T> type) {
        return records(topic, key).stream()
                .map(record -> decoded(topic, record.value(), type))
                .toList();
    }

    /** The one value that the topic will soon hold under the key. */
    public <T extends SpecificRecord> T value(Topic topic, String key, Class<T> type) {
        await().atMost(LONG_ENOUGH).until(() -> !records(topic, key).isEmpty());
        List<T> values = values(topic, key, type);
        assertThat(values).hasSize(1);
        return values.get(0);
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove Kafka's folder " + folder, e);
        }
    }

    private static Properties settings(int port, int controllerPort, Path folder) {
        Properties settings = new Properties();
        settings.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort)),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", folder.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("log.cleaner.enable", "false"),
                Map.entry("num.network.threads", "1"),
                Map.entry("num.io.threads", "2"),
                Map.entry("background.threads", "1")));
        return settings;
    }

    private static void format(Path folder) {
        try {
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setControllerListenerName("CONTROLLER")
                    .addDirectory(folder.toString())
                    .setMetadataLogDirectory(folder.toString())
                    .setPrintStream(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception e) { // what the method declares
            throw new IllegalStateException("Cannot format Kafka's folder " + folder, e);
        }
    }

    private void createTopics() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers(port)))) {
            admin.createTopics(Arrays.stream(Topic.values())
                            .map(topic -> new NewTopic(topic.topicName(), topic.localPartitions(), (short) 1))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot create the topics", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the topics were created", e);
        }
    }

    private static <T extends SpecificRecord> T decoded(Topic topic, byte[] value, Class<T> type) {
        try {
            WireFormat.Framed framed = WireFormat.unframe(value);
            assertThat(framed.schemaId()).isEqualTo(LoopbackRegistry.idOf(topic));
            byte[] payload = new byte[framed.payload().remaining()];
            framed.payload().get(payload);
            // the class that the test knows: Avro by itself would look for it in another class loader
            SpecificData model = new SpecificData(type.getClassLoader());
            SpecificData.getForClass(type).getConversions().forEach(model::addLogicalTypeConversion);
            return new SpecificDatumReader<T>(topic.schema(), topic.schema(), model)
                    .read(null, DecoderFactory.get().binaryDecoder(payload, null));
        } catch (NotFramed e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
