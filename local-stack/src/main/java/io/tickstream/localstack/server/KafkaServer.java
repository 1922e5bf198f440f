package io.tickstream.localstack.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.contract.Topic;
import io.tickstream.localstack.process.Command;
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
import org.apache.kafka.common.acl.AclBinding;

/** One Kafka broker, which is its own controller (KRaft). */
final class KafkaServer extends Server {
    static final String NAME = "kafka";

    private static final int HEAP_MEGABYTES = 320;
    private static final String CLUSTER_ID = "dGlja3N0cmVhbS1sb2NhbA"; // "tickstream-local" in base64, 22 characters
    private static final Duration FORMAT_TIMEOUT = Duration.ofMinutes(3);
    private static final int ANSWER_MILLIS = 20_000;
    /** Kafka's least, and its default. */
    private static final int SCRAM_ITERATIONS = 4096;

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
        } catch (ExecutionException | TimeoutException | IOException notYet) {
            return false;
        }
    }

    @Override
    void prepare() throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            if (site.settings().secured()) {
                admitUsers(admin);
            }
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

    private Admin admin() throws IOException {
        Map<String, Object> settings = new HashMap<>(site.kafkaClient(KafkaUser.ADMIN));
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
        return JavaCommand.withHeap(HEAP_MEGABYTES).thatMostlyWaits().classPath(classPath);
    }

    /**
     * Gives the data folder its identity, once, as every KRaft broker needs it, and the superuser its password, so that
     * the stack may be secured at any later start.
     */
    private void format(Path conf, Path properties) throws IOException {
        Path user = site.state().root().resolve("secrets/kafka-format.arguments");
        StateFolder.writeSecret(
                user,
                "--add-scram\nSCRAM-SHA-512=[name=%s,password=%s]\n"
                        .formatted(KafkaUser.ADMIN.userName(), site.state().password(KafkaUser.ADMIN)));
        Command command = java(conf)
                .main(
                        conf,
                        "kafka.tools.StorageTool",
                        "format",
                        "--standalone",
                        "--cluster-id",
                        CLUSTER_ID,
                        "--config",
                        properties.toString(),
                        "@" + user); // in a file: everybody can read the arguments of a process
        Path log = site.state().logs().resolve("kafka-format.log");
        Process process = new ProcessBuilder(command.arguments())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(FORMAT_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new StackException(
                        "Kafka's data folder was not formatted within %d s. Is the machine busy? Try again: ./tickstream up"
                                .formatted(FORMAT_TIMEOUT.toSeconds()));
            }
            if (process.exitValue() != 0) {
                throw new StackException("Kafka's data folder could not be formatted; %s tells why:\n%s"
                        .formatted(log, Files.readString(log, UTF_8).strip()));
            }
            // they hold the password and what it is checked by
            Files.delete(user);
            Files.delete(log);
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
                listeners=CLIENTS://%2$s,CONTROLLER://%1$s
                advertised.listeners=CLIENTS://%2$s,CONTROLLER://%1$s
                inter.broker.listener.name=CLIENTS
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

    private static String listeners() {
        return "listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT\n";
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
