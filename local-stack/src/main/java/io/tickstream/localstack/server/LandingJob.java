package io.tickstream.localstack.server;

import static java.util.stream.Collectors.joining;

import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Spark job that lands companies, submitted to the standalone cluster; its driver is this process. */
final class LandingJob extends Server {
    static final String NAME = "job";

    static final int CORES = 2;
    static final int EXECUTOR_MEGABYTES = 512;

    /** Spark refuses to start a driver with less than 450 MiB. */
    private static final int DRIVER_HEAP_MEGABYTES = 512;

    private static final String MAIN_CLASS = "io.tickstream.landing.LandingJob";
    private static final String DOCTOR_CLASS = "io.tickstream.landing.Doctor";
    private static final String REPLAY_CLASS = "io.tickstream.landing.ReplayJob";

    private final Site site;
    private final SparkHome home;

    LandingJob(Site site, SparkHome home) {
        super(
                NAME,
                List.of(Port.JOB_UI),
                Stream.of(
                                site.settings().names(KafkaServer.NAME),
                                List.of(RegistryServer.NAME),
                                site.settings().names(CassandraServer.NAME),
                                List.of(SparkWorker.NAME))
                        .flatMap(List::stream)
                        .toList());
        this.site = site;
        this.home = home;
    }

    @Override
    Command command() throws IOException {
        return command(List.of());
    }

    /**
     * The job as spark-submit starts it.
     *
     * @param options more options of spark-submit; they win over ours
     */
    Command command(List<String> options) throws IOException {
        Path jar = site.installation().jobJar();
        return command(
                options, options.isEmpty() ? Installation.copy(jar, site.state().folder("spark")) : jar);
    }

    /** Says what a start of the job would lose. */
    Command doctorCommand(List<String> arguments) throws IOException {
        return submit(
                DOCTOR_CLASS,
                List.of("--master", "local[1]"),
                site.installation().jobJar(),
                arguments);
    }

    /** Lands once more what Kafka still holds: on processors of its own, since the running job has the cluster's. */
    Command replayCommand(List<String> arguments) throws IOException {
        return submit(
                REPLAY_CLASS,
                List.of("--master", "local[%d]".formatted(CORES), "--conf", "spark.ui.enabled=false"),
                site.installation().jobJar(),
                arguments);
    }

    private Command command(List<String> options, Path jar) throws IOException {
        return submit(MAIN_CLASS, options, jar, List.of());
    }

    private Command submit(String mainClass, List<String> options, Path jar, List<String> arguments)
            throws IOException {
        Path properties = site.state().root().resolve("secrets/job.properties");
        StateFolder.writeSecret(
                properties,
                settings().entrySet().stream()
                        .map(setting -> setting.getKey() + " " + setting.getValue() + "\n")
                        .collect(joining()));
        List<String> all = new ArrayList<>(List.of("--properties-file", properties.toString(), "--class", mainClass));
        all.addAll(options);
        all.add(jar.toString());
        all.addAll(arguments);
        return home.java(DRIVER_HEAP_MEGABYTES)
                .main(home.workingFolder(), "org.apache.spark.deploy.SparkSubmit", all.toArray(String[]::new));
    }

    private Map<String, String> settings() throws IOException {
        StackSettings stack = site.settings();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.master", "spark://" + stack.address(Port.SPARK_MASTER));
        settings.put("spark.app.name", "tickstream-landing");
        settings.put("spark.driver.host", "127.0.0.1");
        settings.put("spark.driver.bindAddress", "127.0.0.1");
        settings.put("spark.ui.port", String.valueOf(stack.port(Port.JOB_UI)));
        settings.put("spark.cores.max", String.valueOf(CORES));
        settings.put("spark.executor.memory", EXECUTOR_MEGABYTES + "m");
        settings.put(
                "spark.executor.extraJavaOptions",
                "-XX:+UseSerialGC -Xss512k" + (stack.thoroughCompiler() ? "" : " " + JavaCommand.QUICK_COMPILER_ONLY));
        settings.put("spark.local.dir", site.state().folder("spark/local").toString());
        site.kafkaClient(KafkaUser.LANDING_JOB)
                .forEach((name, value) -> settings.put("spark.tickstream.kafka." + name, value));
        settings.put("spark.tickstream.kafka.bootstrap.servers", stack.addresses(Hop.JOB_TO_KAFKA));
        settings.put(
                "spark.tickstream.registry.url",
                stack.url(Hop.JOB_TO_REGISTRY, "/apis/ccompat/v7").toString());
        settings.put("spark.tickstream.checkpoint", checkpoint().toUri().toString());
        // one executor on one machine comes within seconds, on a busy one within a minute
        settings.put("spark.tickstream.executor.timeout", "90s");
        settings.put(
                "spark.cassandra.connection.host",
                stack.members().stream().map(Node::address).collect(joining(",")));
        settings.put("spark.cassandra.connection.port", String.valueOf(stack.port(Hop.JOB_TO_CASSANDRA)));
        settings.put("spark.cassandra.auth.username", Role.JOB.roleName());
        settings.put("spark.cassandra.auth.password", site.state().password(Role.JOB));
        if (stack.secured()) {
            String ssl = "spark.cassandra.connection.ssl.";
            settings.put(ssl + "enabled", "true");
            settings.put(ssl + "trustStore.type", "PKCS12");
            settings.put(
                    ssl + "trustStore.path", site.certificates().trustStore().toString());
            settings.put(ssl + "trustStore.password", site.certificates().password());
        }
        return settings;
    }

    private Path checkpoint() {
        return site.state().root().resolve("checkpoint/landing");
    }

    /** It may wait for a predecessor that was killed to be given up, and then for its cluster. */
    @Override
    Duration patience() {
        return Duration.ofMinutes(4);
    }

    /** Ready once its query runs: it shows its own metrics from then on. */
    @Override
    boolean isReady() throws InterruptedException {
        return JobMetrics.read(site).isPresent();
    }
}
