package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.process.Command;
import io.tickstream.localstack.process.ServerProcess;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.KafkaUser;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Kafka by TLS, SCRAM and ACLs, Cassandra by TLS and roles: everything works, and nobody else gets in. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // the last one looks through what all others have left
class SecuredStackIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BEFORE_THE_LAST = 1;
    private static final int LAST = 2;

    /** What a process may take to say what is wrong, on a busy machine. */
    private static final long SOON_SECONDS = 90;

    /** The same for the jobs, all of which start at once. */
    private static final long JOBS_SOON_SECONDS = 180;

    private static final String WRONG = "wrong-horse-battery-staple";

    /** What was said in this run, by where. */
    private static final Map<String, String> SAID = new LinkedHashMap<>();

    private static RunningStack stack;

    private static final Map<JobFault, RunningJob> JOBS = new EnumMap<>(JobFault.class);

    @TempDir
    private static Path ofJobs;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        stack = RunningStack.startSecured();
    }

    @AfterAll
    static void stop() {
        JOBS.values().forEach(job -> job.process.destroyForcibly());
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    @Order(BEFORE_THE_LAST)
    void a_tick_is_made_lands_and_is_accounted_for() throws IOException, InterruptedException {
        long now = Instant.now().getEpochSecond();
        Instant slot = Instant.ofEpochSecond(now - now % 10 - 20);

        assertThat(ping(slot)).isEqualTo("delivered");

        UUID tick = Identity.tick("fakerapi", slot);
        Landed landed = new Landed(stack);
        landed.awaitCompanies(tick, 10);
        landed.awaitReceipt(tick, slot);
        CommandLine.Answer audit = new CommandLine(stack)
                .run(
                        "audit",
                        "--json",
                        "--settle",
                        "1s",
                        "--from",
                        slot.toString(),
                        "--to",
                        slot.plusSeconds(10).toString());
        assertThat(audit.exitCode()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.json().findValuesAsText("landed")).contains("10");
        SAID.put("audit", audit.out() + audit.err());
        // its first session over TLS takes longer than the console lets anybody wait
        Landed.patiently().untilAsserted(() -> assertThat(Http.get(stack, Port.CONSOLE, "/api/companies"))
                .contains(tick.toString()));
        Landed.patiently().untilAsserted(() -> assertThat(JSON.readTree(Http.get(stack, Port.CONSOLE, "/api/kafka"))
                        .findValuesAsText("name"))
                .contains("companies_created", "companies_rejected", "ticks"));
        Landed.patiently().untilAsserted(() -> assertThat(messages()).contains(tick.toString()));
    }

    @ParameterizedTest
    @Order(BEFORE_THE_LAST)
    @CsvSource(
            delimiter = '|',
            value = {
                "wrong password | Authentication failed .* check user and password in kafka.sasl.jaas.config",
                "untrusted certificate | the broker's certificate is not trusted.* check kafka.ssl.truststore.location",
                "no right | Not authorized to access topics.* the rights Write and Describe on the topic"
            })
    void the_function_says_why_kafka_does_not_let_it_in(String fault, String message)
            throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>(Map.of("INGEST_PERIOD", "PT1M"));
        switch (fault) {
            case "wrong password" -> settings.put("KAFKA_SASL_JAAS_CONFIG", jaas(KafkaUser.INGEST_FUNCTION, WRONG));
            case "no right" ->
                settings.put("KAFKA_SASL_JAAS_CONFIG", jaas(KafkaUser.LANDING_JOB, password(KafkaUser.LANDING_JOB)));
            default -> {
                settings.put("KAFKA_SSL_TRUSTSTORE_TYPE", "JKS");
                settings.put("KAFKA_SSL_TRUSTSTORE_LOCATION", javaTrustStore());
            }
        }
        Path output = folder.resolve("burst.log");
        Process burst = stack.burst(settings, output);

        assertThat(exitCode(burst, SOON_SECONDS))
                .as(Files.readString(output, UTF_8))
                .isEqualTo(1);
        String said = Files.readString(output, UTF_8);
        SAID.put("the function, " + fault, said);
        assertThat(said).containsPattern("publish_failed: .*" + message).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @Order(BEFORE_THE_LAST)
    @EnumSource
    void the_job_says_in_one_line_why_it_is_not_let_in(JobFault fault) throws IOException, InterruptedException {
        RunningJob job = jobs().get(fault);

        assertThat(exitCode(job.process, JOBS_SOON_SECONDS))
                .as(Files.readString(job.output, UTF_8))
                .isEqualTo(1);
        String said = Files.readString(job.output, UTF_8);
        SAID.put("the job, " + fault, said);
        assertThat(said).containsPattern("Landing cannot start\\. .*" + fault.message);
    }

    /** What keeps a job out, and what it is to say about that. */
    private enum JobFault {
        WRONG_PASSWORD_OF_KAFKA("Kafka at .*Check user and password in spark.tickstream.kafka.sasl.jaas.config") {
            @Override
            Map<String, String> settings() {
                return Map.of("spark.tickstream.kafka.sasl.jaas.config", jaas(KafkaUser.LANDING_JOB, WRONG));
            }
        },
        UNTRUSTED_CERTIFICATE_OF_KAFKA("Kafka at .*check spark.tickstream.kafka.ssl.truststore.location") {
            @Override
            Map<String, String> settings() {
                return Map.of(
                        "spark.tickstream.kafka.ssl.truststore.type",
                        "JKS",
                        "spark.tickstream.kafka.ssl.truststore.location",
                        javaTrustStore());
            }
        },
        NO_RIGHT_ON_KAFKA("Kafka at .*may not read companies_created.*Give the job's user Read and Describe") {
            @Override
            Map<String, String> settings() throws IOException {
                return Map.of(
                        "spark.tickstream.kafka.sasl.jaas.config",
                        jaas(KafkaUser.INGEST_FUNCTION, password(KafkaUser.INGEST_FUNCTION)));
            }
        },
        WRONG_PASSWORD_OF_CASSANDRA(
                "Cassandra at .*Check spark.cassandra.auth.username and spark.cassandra.auth.password") {
            @Override
            Map<String, String> settings() {
                return Map.of("spark.cassandra.auth.password", WRONG);
            }
        },
        UNTRUSTED_CERTIFICATE_OF_CASSANDRA("Cassandra at .*check spark.cassandra.connection.ssl.trustStore.path") {
            @Override
            Map<String, String> settings() {
                return Map.of(
                        "spark.cassandra.connection.ssl.trustStore.path", javaTrustStore(),
                        "spark.cassandra.connection.ssl.trustStore.type", "JKS",
                        "spark.cassandra.connection.ssl.trustStore.password", "changeit");
            }
        },
        NO_RIGHT_ON_CASSANDRA("UnauthorizedException: .*Grant it to the job's role") {
            @Override
            Map<String, String> settings() throws IOException {
                return Map.of(
                        // the running job has their lease, and would be found before the missing right
                        "spark.tickstream.rollups",
                        "false",
                        "spark.cassandra.auth.username",
                        Role.READER.roleName(),
                        "spark.cassandra.auth.password",
                        site().state().password(Role.READER));
            }
        };

        private final String message;

        JobFault(String message) {
            this.message = message;
        }

        /** Some are read from the running stack. */
        abstract Map<String, String> settings() throws IOException;
    }

    private record RunningJob(Process process, Path output) {}

    /** One job a fault, all started at once: they mostly load classes, of which two processors do more side by side. */
    private static Map<JobFault, RunningJob> jobs() throws IOException {
        if (JOBS.isEmpty()) {
            for (JobFault fault : JobFault.values()) {
                JOBS.put(fault, start(fault, Files.createDirectory(ofJobs.resolve(fault.name()))));
            }
        }
        return JOBS;
    }

    private static RunningJob start(JobFault fault, Path folder) throws IOException {
        Path secrets = Files.createDirectory(folder.resolve("secrets"));
        for (Map.Entry<String, String> setting : fault.settings().entrySet()) {
            Files.writeString(secrets.resolve(setting.getKey()), setting.getValue());
        }
        Command command = stack.stack()
                .submitCommand(List.of(
                        "--master",
                        "local[1]",
                        "--conf",
                        "spark.ui.enabled=false",
                        "--conf",
                        "spark.tickstream.checkpoint="
                                + folder.resolve("checkpoint").toUri(),
                        "--conf",
                        "spark.tickstream.secrets.folder=" + secrets));
        Path output = folder.resolve("job.log");
        ProcessBuilder builder = new ProcessBuilder(command.arguments())
                .directory(command.workingFolder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(command.environment());
        return new RunningJob(builder.start(), output);
    }

    @Test
    @Order(BEFORE_THE_LAST)
    void cassandra_hears_nobody_without_tls() throws IOException, InterruptedException {
        InetSocketAddress address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), site().settings().port(Port.CASSANDRA));
        String password = site().state().password(Role.READER);

        assertThatThrownBy(() -> Cql.session(address, Role.READER.roleName(), password))
                .isInstanceOf(AllNodesFailedException.class);
        CommandLine.Answer query = new CommandLine(stack).run("query", "select count(*) from spark_streams.ticks");
        assertThat(query.exitCode()).as(query.err()).isZero();
    }

    @ParameterizedTest
    @Order(BEFORE_THE_LAST)
    @CsvSource(
            delimiter = '|',
            value = {
                "READER | INSERT INTO spark_streams.schedule (name, state) VALUES ('x', 'paused')",
                "READER | DELETE FROM spark_streams.companies_created WHERE tick_id = 7b0c1c2e-0b0a-5f6e-8a55-0123456789ab",
                "READER | SELECT * FROM system_auth.roles",
                "FUNCTION | SELECT * FROM spark_streams.companies_created LIMIT 1",
                "FUNCTION | SELECT * FROM spark_streams.schedule_changes LIMIT 1",
                "FUNCTION | INSERT INTO spark_streams.ticks (day, slot, id) VALUES ('2026-01-01', 0, 7b0c1c2e-0b0a-5f6e-8a55-0123456789ab)",
                "FUNCTION | DROP TABLE spark_streams.schedule",
                "JOB | ALTER TABLE spark_streams.companies_created ADD mine text",
                "JOB | CREATE ROLE mine WITH LOGIN = true AND PASSWORD = 'x'",
                "JOB | GRANT MODIFY ON TABLE spark_streams.schedule TO tickstream_job",
                "JOB | TRUNCATE spark_streams.schedule",
                "JOB | SELECT * FROM spark_streams.resolved LIMIT 1",
                "JOB | INSERT INTO spark_streams.schedule (name, state) VALUES ('x', 'paused')",
                "CONSOLE | INSERT INTO spark_streams.schedule (name, state) VALUES ('x', 'paused')",
                "CONSOLE | DELETE FROM spark_streams.companies_created WHERE tick_id = 7b0c1c2e-0b0a-5f6e-8a55-0123456789ab",
                "CONSOLE | DROP KEYSPACE spark_streams",
                "OPERATOR | SELECT * FROM spark_streams.companies_created LIMIT 1",
                "OPERATOR | DELETE FROM spark_streams.ticks WHERE day = '2026-01-01'",
                "OPERATOR | CREATE TABLE spark_streams.mine (id int PRIMARY KEY)",
            })
    void cassandra_refuses_what_a_role_has_no_business_with(Role role, String statement) throws IOException {
        try (CqlSession session = Cql.session(site(), role)) {
            assertThatThrownBy(() -> session.execute(statement)).isInstanceOf(UnauthorizedException.class);
        }
    }

    @ParameterizedTest
    @Order(BEFORE_THE_LAST)
    @EnumSource(value = KafkaUser.class, names = "ADMIN", mode = EnumSource.Mode.EXCLUDE)
    void kafka_gives_each_user_the_rights_that_its_part_needs_and_no_more(KafkaUser user) throws Exception {
        Map<Topic, Set<AclOperation>> expected =
                Stream.of(Topic.values()).collect(toMap(topic -> topic, topic -> rights(user, topic)));

        try (Admin admin = admin(user)) {
            Map<Topic, Set<AclOperation>> granted = new HashMap<>();
            admin.describeTopics(names(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                    .allTopicNames()
                    .get()
                    .forEach((name, topic) ->
                            granted.put(Topic.named(name).orElseThrow(), topic.authorizedOperations()));
            assertThat(granted).isEqualTo(expected);
            assertThat(admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true))
                            .authorizedOperations()
                            .get())
                    .isNullOrEmpty();
            assertThatThrownBy(() -> admin.deleteTopics(List.of("ticks")).all().get())
                    .cause()
                    .isInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("mine", 1, (short) 1)))
                            .all()
                            .get())
                    .cause()
                    .isInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() ->
                            admin.describeAcls(AclBindingFilter.ANY).values().get())
                    .cause()
                    .isInstanceOf(AuthorizationException.class);
        }
    }

    @Test
    @Order(BEFORE_THE_LAST)
    void the_function_reads_no_topic_and_the_job_writes_no_company() throws IOException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                client(KafkaUser.INGEST_FUNCTION), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition ticks = new TopicPartition("ticks", 0);
            consumer.assign(List.of(ticks));
            consumer.seek(ticks, 0);
            assertThatThrownBy(() -> {
                        for (int seconds = 0; seconds < SOON_SECONDS; seconds++) {
                            consumer.poll(Duration.ofSeconds(1));
                        }
                    })
                    .isInstanceOf(TopicAuthorizationException.class);
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                client(KafkaUser.LANDING_JOB), new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("companies_created", new byte[1]))
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    @Order(BEFORE_THE_LAST)
    void kafka_hears_nobody_without_tls() {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                stack.address(Port.KAFKA),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                2_000))) {
            assertThatThrownBy(() -> admin.listTopics().names().get()).isInstanceOf(ExecutionException.class);
        }
    }

    /** Passwords are in files and environments that only the owner can read, and nowhere else. */
    @Test
    @Order(LAST)
    void no_password_of_this_run_is_said_anywhere() throws IOException, InterruptedException {
        List<String> secrets = new ArrayList<>(List.of(WRONG));
        try (Stream<Path> files = Files.list(site().state().root().resolve("secrets"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".password")).toList()) {
                secrets.add(Files.readString(file, UTF_8).strip());
            }
        }
        // six roles, five users, the key stores, and the wrong one
        assertThat(secrets).hasSize(Role.values().length + KafkaUser.values().length + 2);

        Map<String, String> said = new LinkedHashMap<>(SAID);
        CommandLine commands = new CommandLine(stack);
        for (String command : List.of("status", "status --json")) {
            CommandLine.Answer answer = commands.run(command.split(" ", -1));
            said.put(command, answer.out() + answer.err());
        }
        String application = JSON.readTree(Http.get(stack, Port.JOB_UI, "/api/v1/applications"))
                .path(0)
                .path("id")
                .asText();
        String environment = "/api/v1/applications/" + application + "/environment";
        for (String path :
                List.of("/environment/", environment, "/metrics/prometheus/", "/metrics/json/", "/executors/")) {
            said.put("job " + path, Http.get(stack, Port.JOB_UI, path));
        }
        said.put("master", Http.get(stack, Port.SPARK_MASTER_UI, "/"));
        said.put("worker", Http.get(stack, Port.SPARK_WORKER_UI, "/"));
        said.put(
                "function", Http.get(stack, Port.FUNCTION, "/q/metrics") + Http.get(stack, Port.FUNCTION, "/q/health"));
        for (String path : List.of(
                "overview",
                "servers",
                "schedule",
                "session",
                "kafka",
                "schemas",
                "ticks",
                "dead-letters",
                "companies")) {
            said.put("console /api/" + path, Http.get(stack, Port.CONSOLE, "/api/" + path));
        }
        for (String server : stack.stack().names()) {
            ServerProcess process = stack.process(server);
            for (ProcessHandle each : Stream.concat(
                            Stream.of(process.handle()), process.handle().descendants())
                    .toList()) {
                Path proc = Path.of("/proc", String.valueOf(each.pid()));
                said.put(server + " " + each.pid() + " command line", Files.readString(proc.resolve("cmdline"), UTF_8));
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(proc.resolve("environ"))))
                        .isEqualTo("r--------");
            }
        }
        Map<String, String> files = filesOfOthers();
        said.putAll(files);
        Path executors = site().state().root().resolve("spark").resolve("work");

        assertThat(files.keySet())
                .contains(Stream.of("kafka", "cassandra", "function", "job", "console")
                        .map(server -> stack.stack().log(server).toString())
                        .toArray(String[]::new))
                .anyMatch(name -> Path.of(name).startsWith(executors) && name.endsWith("stderr"));
        // what would show a password is what shows the names beside it
        assertThat(said.get("job " + environment)).contains(Role.JOB.roleName(), "sasl.jaas.config");
        assertThat(said.get("status --json")).contains("cassandra");
        said.forEach((where, text) -> secrets.forEach(secret -> assertThat(text.contains(secret))
                .as("%s shows a password", where)
                .isFalse()));
    }

    /** Logs, and all that somebody else could read if the folder around it let him in. */
    private static Map<String, String> filesOfOthers() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        Files.walkFileTree(site().state().root(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && isText(file)) {
                    try {
                        if (Files.getPosixFilePermissions(file).size() > 2) { // more than the owner's two
                            files.put(file.toString(), Files.readString(file, ISO_8859_1)); // whatever it holds
                        }
                    } catch (NoSuchFileException e) {
                        return FileVisitResult.CONTINUE; // the servers go on
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** What the console shows of companies_created; a tick lies in one partition, by its key. */
    private static String messages() throws IOException, InterruptedException {
        StringBuilder messages = new StringBuilder();
        for (int partition = 0; partition < Topic.COMPANIES_CREATED.localPartitions(); partition++) {
            messages.append(
                    Http.get(stack, Port.CONSOLE, "/api/kafka/companies_created/messages?partition=" + partition));
        }
        return messages.toString();
    }

    /** Makes the tick of a slot, as Knative's PingSource does; returns its outcome. */
    private static String ping(Instant slot) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + stack.address(Port.FUNCTION) + "/"))
                                .header("ce-specversion", "1.0")
                                .header("ce-type", "dev.knative.sources.ping")
                                .header("ce-source", "/test")
                                .header("ce-id", UUID.randomUUID().toString())
                                .header("ce-time", slot.toString())
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return response.headers().firstValue("Tick-Outcome").orElse(response.body());
    }

    /** Our own: no data of the servers, which hold users and certificates in their own forms, and no jars. */
    private static boolean isText(Path file) {
        String name = file.toString();
        return !name.endsWith(".jar") && !name.contains("/data/") && !name.contains("/quarkus-app/");
    }

    private static Set<AclOperation> rights(KafkaUser user, Topic topic) {
        return switch (user) {
            case INGEST_FUNCTION, OPERATOR -> Set.of(AclOperation.WRITE, AclOperation.DESCRIBE);
            case LANDING_JOB ->
                topic == Topic.COMPANIES_REJECTED
                        ? Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE)
                        : Set.of(AclOperation.READ, AclOperation.DESCRIBE);
            case CONSOLE -> Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE);
            case ADMIN -> throw new IllegalArgumentException("may do everything");
        };
    }

    private static List<String> names() {
        return Stream.of(Topic.values()).map(Topic::topicName).toList();
    }

    private static Admin admin(KafkaUser user) throws IOException {
        return Admin.create(client(user));
    }

    private static Map<String, Object> client(KafkaUser user) throws IOException {
        Map<String, Object> settings = new HashMap<>(site().kafkaClient(user));
        settings.put("client.id", user.userName() + "-" + UUID.randomUUID());
        return settings;
    }

    private static String jaas(KafkaUser user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user.userName(), password);
    }

    private static String password(KafkaUser user) throws IOException {
        return site().state().password(user);
    }

    /** Trusts the world's authorities, and so not ours. */
    private static String javaTrustStore() {
        return Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")
                .toString();
    }

    private static Site site() {
        return stack.stack().site();
    }

    private static int exitCode(Process process, long atMostSeconds) throws InterruptedException {
        try {
            assertThat(process.waitFor(atMostSeconds, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
