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
import java.util.HashMap;
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
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
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
    /** Kafka's least, and its default. */
    private static final int SCRAM_ITERATIONS = 4096;

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
        if (site.settings().secured()
                && Files.exists(data.resolve("meta.properties"))
                && !Files.exists(site.state().passwordFile(KafkaUser.ADMIN.label()))) {
            throw new StackException(
                    "Kafka's data in %s know no users, so that nobody could log in. Start without --secured, or remove all data: ./tickstream reset"
                            .formatted(data));
        }
        StateFolder.writeSecret(properties, properties(data) + (site.settings().secured() ? security() : listeners()));
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
        } catch (ExecutionException | TimeoutException | IOException notYet) {
            return false;
        }
    }

    /** Whoever of them is ready first waits for the others, since each is to have a copy. */
    @Override
    void prepare() throws IOException, InterruptedException {
        if (!node().first()) {
            return;
        }
        try (Admin admin = admin()) {
            if (site.settings().secured()) {
                admitUsers(admin);
            }
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

    /** Passwords and rights of all users but the superuser, whose password the format has set. */
    private void admitUsers(Admin admin) throws IOException, InterruptedException, ExecutionException {
        List<UserScramCredentialAlteration> passwords = new ArrayList<>();
        List<AclBinding> rights = new ArrayList<>();
        for (KafkaUser user : KafkaUser.values()) {
            if (user != KafkaUser.ADMIN) {
                passwords.add(new UserScramCredentialUpsertion(
                        user.userName(),
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS),
                        site.state().password(user)));
                rights.addAll(user.acls());
            }
        }
        admin.alterUserScramCredentials(passwords).all().get();
        admin.createAcls(rights).all().get();
    }

    /** Asks this broker, whose answer names the others. */
    private Admin admin() throws IOException {
        Map<String, Object> settings = new HashMap<>(site.kafkaClient(KafkaUser.ADMIN));
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, site.settings().address(node(), Port.KAFKA));
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        return Admin.create(settings);
    }

    /** How a user logs in, as Kafka's clients and servers want it. */
    static String jaas(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, password);
    }

    private JavaCommand java(Path conf) {
        List<Path> classPath = Stream.concat(Stream.of(conf), site.installation().jarsOf("kafka").stream())
                .toList();
        return JavaCommand.withHeap(members().size() == 1 ? HEAP_MEGABYTES : SHARED_HEAP_MEGABYTES)
                .thatMostlyWaits()
                .classPath(classPath);
    }

    /**
     * Gives the data folder its identity, once, as every KRaft broker needs it, and, to a broker alone, the superuser's
     * password, so that the stack may be secured at any later start.
     */
    private void format(Path conf, Path properties) throws IOException {
        Path user = site.state().root().resolve("secrets/kafka-format.arguments");
        List<String> arguments =
                new ArrayList<>(List.of("format", "--cluster-id", CLUSTER_ID, "--config", properties.toString()));
        if (members().size() == 1) {
            StateFolder.writeSecret(
                    user,
                    "--add-scram\nSCRAM-SHA-512=[name=%s,password=%s]\n"
                            .formatted(KafkaUser.ADMIN.userName(), site.state().password(KafkaUser.ADMIN)));
            arguments.add("--standalone");
            arguments.add("@" + user); // in a file: everybody can read the arguments of a process
        } else {
            arguments.addAll(List.of("--initial-controllers", controllers()));
        }
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
                                LogFile.lastLines(log, SHOWN_LOG_LINES).stream()
                                        .map(line -> "    " + line)
                                        .collect(joining("\n"))));
            }
            // they hold the password and what it is checked by
            Files.deleteIfExists(user);
            Files.delete(log);
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
        // a broker tells its clients where to come back to: whoever came by a detour is sent there again
        site.settings().detoursTo(Port.KAFKA).forEach((hop, detour) -> {
            listeners.append(",%s://127.0.0.1:%d".formatted(hop, detour.to()));
            advertised.append(",%s://127.0.0.1:%d".formatted(hop, detour.via()));
        });
        return """
                process.roles=broker,controller
                node.id=%4$d
                controller.quorum.bootstrap.servers=%5$s
                controller.listener.names=CONTROLLER
                listeners=CLIENTS://%2$s,CONTROLLER://%1$s%8$s
                advertised.listeners=CLIENTS://%2$s,CONTROLLER://%1$s%9$s
                inter.broker.listener.name=CLIENTS
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
                        advertised);
    }

    private String listeners() {
        return site.settings().detoursTo(Port.KAFKA).keySet().stream()
                .map(hop -> ",%s:PLAINTEXT".formatted(hop))
                .collect(joining("", "listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT", "\n"));
    }

    /** Clients log in with a name and a password, over TLS; the broker knows its controller by its certificate. */
    private String security() throws IOException {
        Certificates certificates = site.certificates();
        return """
                listener.security.protocol.map=CLIENTS:SASL_SSL,CONTROLLER:SSL
                sasl.enabled.mechanisms=SCRAM-SHA-512
                sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
                listener.name.clients.scram-sha-512.sasl.jaas.config=%1$s
                listener.name.controller.ssl.client.auth=required
                ssl.keystore.type=PKCS12
                ssl.keystore.location=%2$s
                ssl.keystore.password=%3$s
                ssl.key.password=%3$s
                ssl.truststore.type=PEM
                ssl.truststore.location=%4$s
                authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
                allow.everyone.if.no.acl.found=false
                super.users=User:%5$s;User:%6$s
                """
                .formatted(
                        jaas(KafkaUser.ADMIN.userName(), site.state().password(KafkaUser.ADMIN)),
                        certificates.serverKeyStore(),
                        certificates.password(),
                        certificates.authority(),
                        KafkaUser.ADMIN.userName(),
                        Certificates.SERVER_SUBJECT);
    }
}
