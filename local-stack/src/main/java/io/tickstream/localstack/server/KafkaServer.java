package io.tickstream.localstack.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.contract.Topic;
import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/** One Kafka broker, which is its own controller (KRaft). */
final class KafkaServer extends Server {
    static final String NAME = "kafka";

    private static final int HEAP_MEGABYTES = 320;
    private static final String CLUSTER_ID = "dGlja3N0cmVhbS1sb2NhbA"; // "tickstream-local" in base64, 22 characters
    private static final Duration FORMAT_TIMEOUT = Duration.ofMinutes(3);
    private static final int ANSWER_MILLIS = 20_000;

    private final Site site;

    KafkaServer(Site site) {
        super(NAME, List.of(Port.KAFKA, Port.KAFKA_CONTROLLER), List.of());
        this.site = site;
    }

    @Override
    Command command() throws IOException {
        Path conf = site.state().folder("kafka/conf");
        Path data = site.state().folder("kafka/data");
        Path properties = conf.resolve("server.properties");
        Files.writeString(properties, properties(data), UTF_8);
        Files.writeString(conf.resolve("log4j2.properties"), Log4j.CONSOLE, UTF_8);
        if (!Files.exists(data.resolve("meta.properties"))) {
            format(conf, properties);
        }
        return java(conf).main(conf, "kafka.Kafka", properties.toString());
    }

    @Override
    boolean isReady() {
        if (!site.accepts(Port.KAFKA)) {
            return false;
        }
        try (Admin admin = admin()) {
            return !admin.describeCluster()
                    .nodes()
                    .get(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                    .isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        }
    }

    @Override
    void prepare() throws InterruptedException {
        try (Admin admin = admin()) {
            Set<String> present = admin.listTopics().names().get();
            admin.createTopics(Stream.of(Topic.values())
                            .filter(topic -> !present.contains(topic.topicName()))
                            .map(topic -> new NewTopic(topic.topicName(), topic.localPartitions(), (short) 1))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new StackException(
                    "Cannot create the topics on Kafka at %s; its log tells more: ./tickstream logs kafka"
                            .formatted(site.settings().address(Port.KAFKA)),
                    e.getCause());
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, site.settings().address(Port.KAFKA),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS));
    }

    private JavaCommand java(Path conf) {
        List<Path> classPath = Stream.concat(Stream.of(conf), site.installation().jarsOf("kafka").stream())
                .toList();
        return JavaCommand.withHeap(HEAP_MEGABYTES).thatMostlyWaits().classPath(classPath);
    }

    /** Gives the data folder its identity, once, as every KRaft broker needs it. */
    private void format(Path conf, Path properties) throws IOException {
        Command command = java(conf)
                .main(
                        conf,
                        "kafka.tools.StorageTool",
                        "format",
                        "--standalone",
                        "--cluster-id",
                        CLUSTER_ID,
                        "--config",
                        properties.toString());
        Path log = site.state().logs().resolve("kafka-format.log");
        Process process = new ProcessBuilder(command.arguments())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(FORMAT_TIMEOUT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new StackException("Kafka's data folder could not be formatted; %s tells why:\n%s"
                        .formatted(log, Files.readString(log, UTF_8).strip()));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while Kafka's data folder was formatted", e);
        }
    }

    private String properties(Path data) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.bootstrap.servers=%1$s
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://%2$s,CONTROLLER://%1$s
                advertised.listeners=PLAINTEXT://%2$s,CONTROLLER://%1$s
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%3$s
                auto.create.topics.enable=false
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                num.network.threads=2
                num.io.threads=4
                """
                .formatted(
                        site.settings().address(Port.KAFKA_CONTROLLER),
                        site.settings().address(Port.KAFKA),
                        data);
    }
}
