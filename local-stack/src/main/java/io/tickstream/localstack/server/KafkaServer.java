package io.tickstream.localstack.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import io.tickstream.contract.Topic;
import io.tickstream.localstack.process.Command;
import io.tickstream.localstack.process.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;

/** One Kafka broker, which is a controller, too (KRaft); alone, or one of three that hold the same. */
final class KafkaServer extends Server {
    static final String NAME = "kafka";

    private static final int HEAP_MEGABYTES = 320;

    /** Of each, where there are several. */
    private static final int SHARED_HEAP_MEGABYTES = 256;

    private static final String CLUSTER_ID = "dGlja3N0cmVhbS1sb2NhbA"; // "tickstream-local" in base64, 22 characters
    private static final long FOLDER_IDENTITY = 0x7469_636b_7374_7265L; // "tickstre"
    private static final Duration FORMAT_TIMEOUT = Duration.ofMinutes(3); // the whole stack starts beside it
    private static final int SHOWN_LOG_LINES = 8;
    private static final int ANSWER_MILLIS = 20_000;

    private final Site site;

    KafkaServer(Site site, Node node) {
        super(NAME, node, List.of(Port.KAFKA, Port.KAFKA_CONTROLLER), List.of());
        this.site = site;
    }

    @Override
    List<String> members() {
        return site.settings().names(NAME);
    }

    @Override
    Command command() throws IOException {
        Path conf = site.state().folder(name() + "/conf");
        Path data = site.state().folder(name() + "/data");
        Path properties = conf.resolve("server.properties");
        Files.writeString(properties, properties(data), UTF_8);
        Files.writeString(conf.resolve("log4j2.properties"), Log4j.CONSOLE, UTF_8);
        if (!Files.exists(data.resolve("meta.properties"))) {
            format(conf, properties);
        }
        return java(conf).main(conf, "kafka.Kafka", properties.toString());
    }

    /** Ready once it is one of those that clients are sent to. */
    @Override
    boolean isReady() {
        if (!site.accepts(node(), Port.KAFKA)) {
            return false;
        }
        try (Admin admin = admin()) {
            return admin.describeCluster().nodes().get(ANSWER_MILLIS, TimeUnit.MILLISECONDS).stream()
                    .anyMatch(broker -> broker.id() == node().number());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        }
    }

    /** Whoever of them is ready first waits for the others, since each is to have a copy. */
    @Override
    void prepare() throws InterruptedException {
        if (!node().first()) {
            return;
        }
        try (Admin admin = admin()) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing = Stream.of(Topic.values())
                    .filter(topic -> !present.contains(topic.topicName()))
                    .map(this::newTopic)
                    .toList();
            if (!missing.isEmpty()) {
                awaitAllBrokers(admin);
                admin.createTopics(missing).all().get();
            }
        } catch (ExecutionException e) {
            throw new StackException(
                    "Cannot create the topics on Kafka at %s; its log tells more: ./tickstream logs kafka"
                            .formatted(site.settings().address(Port.KAFKA)),
                    e.getCause());
        }
    }

    private NewTopic newTopic(Topic topic) {
        return new NewTopic(topic.topicName(), topic.localPartitions(), (short)
                        site.settings().replicas())
                .configs(Map.of(
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        String.valueOf(site.settings().quorum())));
    }

    private void awaitAllBrokers(Admin admin) throws InterruptedException, ExecutionException {
        long deadline = System.nanoTime() + patience().toNanos();
        int found;
        while ((found = admin.describeCluster().nodes().get().size())
                < site.settings().replicas()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new StackException(
                        "Only %d of Kafka's %d brokers are there, too few for the topics' copies. Start all of them: --only %s"
                                .formatted(found, site.settings().replicas(), String.join(",", members())));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** Asks this broker, whose answer names the others. */
    private Admin admin() {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, site.settings().address(node(), Port.KAFKA),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS));
    }

    private JavaCommand java(Path conf) {
        List<Path> classPath = Stream.concat(Stream.of(conf), site.installation().jarsOf("kafka").stream())
                .toList();
        return JavaCommand.withHeap(members().size() == 1 ? HEAP_MEGABYTES : SHARED_HEAP_MEGABYTES)
                .thatMostlyWaits()
                .classPath(classPath);
    }

    /** Gives the data folder its identity, once, as every KRaft broker needs it. */
    private void format(Path conf, Path properties) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("format", "--cluster-id", CLUSTER_ID, "--config", properties.toString()));
        arguments.addAll(
                members().size() == 1 ? List.of("--standalone") : List.of("--initial-controllers", controllers()));
        Command command = java(conf).main(conf, "kafka.tools.StorageTool", arguments.toArray(String[]::new));
        Path log = site.state().logs().resolve(name() + "-format.log");
        Process process = new ProcessBuilder(command.arguments())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(FORMAT_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new StackException(
                        "%s's data folder was not formatted within %d s. Is the machine that busy? %s tells how far it came."
                                .formatted(name(), FORMAT_TIMEOUT.toSeconds(), log));
            }
            if (process.exitValue() != 0) {
                throw new StackException("%s's data folder could not be formatted. The end of %s:\n%s"
                        .formatted(
                                name(),
                                log,
                                LogFile.lastMessages(log, SHOWN_LOG_LINES).stream()
                                        .map(line -> "    " + line)
                                        .collect(joining("\n"))));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while Kafka's data folder was formatted", e);
        }
    }

    /** Who votes from the first start on: each with its number, address and the identity that its data folder gets. */
    private String controllers() {
        return site.settings().members().stream()
                .map(node -> "%d@%s:%s"
                        .formatted(
                                node.number(),
                                site.settings().address(node, Port.KAFKA_CONTROLLER),
                                new Uuid(FOLDER_IDENTITY, node.number())))
                .collect(joining(","));
    }

    /** What server.properties says. */
    String properties(Path data) {
        StringBuilder listeners = new StringBuilder();
        StringBuilder advertised = new StringBuilder();
        StringBuilder protocols = new StringBuilder();
        // a broker tells its clients where to come back to: whoever came by a detour is sent there again
        site.settings().detoursTo(Port.KAFKA).forEach((hop, detour) -> {
            listeners.append(",%s://127.0.0.1:%d".formatted(hop, detour.to()));
            advertised.append(",%s://127.0.0.1:%d".formatted(hop, detour.via()));
            protocols.append(",%s:PLAINTEXT".formatted(hop));
        });
        return """
                process.roles=broker,controller
                node.id=%4$d
                controller.quorum.bootstrap.servers=%5$s
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://%2$s,CONTROLLER://%1$s%8$s
                advertised.listeners=PLAINTEXT://%2$s,CONTROLLER://%1$s%9$s
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT%10$s
                log.dirs=%3$s
                auto.create.topics.enable=false
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=%6$d
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=%6$d
                transaction.state.log.min.isr=%7$d
                share.coordinator.state.topic.num.partitions=1
                share.coordinator.state.topic.replication.factor=%6$d
                share.coordinator.state.topic.min.isr=%7$d
                group.initial.rebalance.delay.ms=0
                num.network.threads=2
                num.io.threads=4
                """
                .formatted(
                        site.settings().address(node(), Port.KAFKA_CONTROLLER),
                        site.settings().address(node(), Port.KAFKA),
                        data,
                        node().number(),
                        site.settings().addresses(Port.KAFKA_CONTROLLER),
                        site.settings().replicas(),
                        site.settings().quorum(),
                        listeners,
                        advertised,
                        protocols);
    }
}
