package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import scala.Tuple2;

/**
 * What the job can be told, under {@code spark.tickstream.*}. This is the only place that knows a setting's name. A
 * value that cannot be used stops the start.
 *
 * @param kafka passed on to Kafka's clients, by their own names; holds bootstrap.servers, may hold passwords
 * @param registry base of the schema registry's Confluent API
 * @param checkpoint where Spark keeps the offsets that it has landed; an absolute path or a URI
 * @param trigger pause between the starts of two batches; 100 ms to 1 h
 * @param maxOffsetsPerTrigger the most records of one batch; 1 or more
 * @param startingOffsets where to read from while there is no checkpoint: earliest, latest, or Spark's JSON
 * @param startTimeout how long the start waits for Kafka, Cassandra and the registry; 1 s to 1 h
 * @param outageTimeout how long a running batch waits for Cassandra or the registry; 1 s to 1 h
 * @param executorTimeout how long a batch may be without any executor; 10 s to 1 h
 * @param batchBytes the most bytes of one batch statement; 1 KiB to 1 MiB
 * @param concurrentWrites the most statements in flight of one task; 1 to 1024
 * @param bytesPerSecond the most bytes that one task writes of rows; 1 KiB/s or more, {@link #NO_LIMIT} for any number
 * @param consistency how many replicas acknowledge a row
 * @param acceptLoss whether to start although records are lost; they are named, and the old checkpoint is put aside
 * @param rollups whether the rollups are kept, which one job may do at a time, and how
 */
record JobSettings(
        Map<String, String> kafka,
        URI registry,
        String checkpoint,
        Duration trigger,
        long maxOffsetsPerTrigger,
        String startingOffsets,
        Duration startTimeout,
        Duration outageTimeout,
        Duration executorTimeout,
        int batchBytes,
        int concurrentWrites,
        long bytesPerSecond,
        DefaultConsistencyLevel consistency,
        boolean acceptLoss,
        RollupSettings rollups) {

    private static final String PREFIX = "spark.tickstream.";
    /** Also what the doctor tells people to set. */
    static final String ACCEPT_LOSS = PREFIX + "acceptLoss";
    /** Also what a second job is told to set. */
    static final String ROLLUPS = PREFIX + "rollups";

    /** Also what a job without executors names. */
    static final String EXECUTOR_TIMEOUT = PREFIX + "executor.timeout";

    private static final String KAFKA = PREFIX + "kafka.";
    private static final String BOOTSTRAP_SERVERS = KAFKA + "bootstrap.servers";
    private static final String REGISTRY_URL = PREFIX + "registry.url";
    private static final String CHECKPOINT = PREFIX + "checkpoint";
    private static final String TRIGGER = PREFIX + "trigger";
    private static final String MAX_OFFSETS_PER_TRIGGER = PREFIX + "maxOffsetsPerTrigger";
    private static final String STARTING_OFFSETS = PREFIX + "startingOffsets";
    private static final String START_TIMEOUT = PREFIX + "start.timeout";
    private static final String MAX_LATENESS = ROLLUPS + ".maxLateness";
    private static final String OUTAGE_TIMEOUT = PREFIX + "outage.timeout";
    private static final List<String> NAMES = List.of(
            ACCEPT_LOSS,
            CHECKPOINT,
            EXECUTOR_TIMEOUT,
            KAFKA + "*",
            MAX_OFFSETS_PER_TRIGGER,
            OUTAGE_TIMEOUT,
            REGISTRY_URL,
            ROLLUPS,
            MAX_LATENESS,
            START_TIMEOUT,
            STARTING_OFFSETS,
            TRIGGER);

    private static final String CASSANDRA_OUTPUT = "spark.cassandra.output.";
    private static final String BATCH_BYTES = CASSANDRA_OUTPUT + "batch.size.bytes";
    private static final String CONCURRENT_WRITES = CASSANDRA_OUTPUT + "concurrent.writes";
    private static final String THROUGHPUT = CASSANDRA_OUTPUT + "throughputMBPerSec";
    private static final String CONSISTENCY = CASSANDRA_OUTPUT + "consistency.level";
    /** The connector's other output settings (ttl, timestamp …) would change what a row is, or are not ours to honour. */
    private static final List<String> CASSANDRA_OUTPUT_NAMES =
            List.of(BATCH_BYTES, CONCURRENT_WRITES, CONSISTENCY, THROUGHPUT);

    /** Of bytes a second: none. */
    static final long NO_LIMIT = Long.MAX_VALUE;

    private static final double MOST_MEBIBYTES = 10_000;

    /** ANY would acknowledge a row that no replica has. */
    private static final List<DefaultConsistencyLevel> WRITE_CONSISTENCIES = List.of(
            DefaultConsistencyLevel.ONE,
            DefaultConsistencyLevel.TWO,
            DefaultConsistencyLevel.THREE,
            DefaultConsistencyLevel.QUORUM,
            DefaultConsistencyLevel.ALL,
            DefaultConsistencyLevel.LOCAL_QUORUM,
            DefaultConsistencyLevel.EACH_QUORUM,
            DefaultConsistencyLevel.LOCAL_ONE);

    /** Spark sets these of the source itself and refuses others. */
    private static final List<String> KAFKA_SET_BY_SPARK = List.of(
            "auto.offset.reset",
            "enable.auto.commit",
            "interceptor.classes",
            "key.deserializer",
            "key.serializer",
            "value.deserializer",
            "value.serializer");

    /**
     * The broker's answer to a fetch waits this long for more bytes; its default of 500 ms is most of the delay. Spark
     * asks the broker for the topic's ends after each poll, so that small polls are most of what reading costs.
     *
     * <p>A connection whose other end has gone without a word is given up once a request on it has waited for its
     * time-out, 30 s by default, and what was to be known is asked again on a new one, for 60 s by default. The driver
     * has connections of its own, and so has each partition at the executor, which reads one after the other: the times
     * add up. The administrator's client, which Spark's driver asks for offsets, finds out only when the whole question times
     * out; Spark then asks with a new one.
     */
    private static final Map<String, String> KAFKA_DEFAULTS = Map.of(
            "default.api.timeout.ms", "8000",
            "fetch.max.wait.ms", "20",
            "max.partition.fetch.bytes", String.valueOf(4 * 1024 * 1024),
            "max.poll.records", "2000",
            "request.timeout.ms", "4000",
            "socket.connection.setup.timeout.ms", "5000",
            "socket.connection.setup.timeout.max.ms", "10000");

    /** A job that counts nothing older than ten years may as well count everything. */
    private static final Duration MOST_LATENESS = Duration.ofDays(3650);

    JobSettings {
        kafka = Map.copyOf(kafka);
        requireNonNull(registry, "registry");
        requireNonNull(checkpoint, "checkpoint");
        requireNonNull(trigger, "trigger");
        requireNonNull(startingOffsets, "startingOffsets");
        requireNonNull(startTimeout, "startTimeout");
        requireNonNull(outageTimeout, "outageTimeout");
        requireNonNull(executorTimeout, "executorTimeout");
        requireNonNull(consistency, "consistency");
        requireNonNull(rollups, "rollups");
    }

    /**
     * Reads and checks every setting.
     *
     * @throws InvalidSetting if one is missing, unknown or out of range
     */
    static JobSettings from(SparkConf conf) {
        Reader reader = new Reader(conf);
        reader.refuseUnknown(PREFIX, NAMES);
        reader.refuseUnknown(CASSANDRA_OUTPUT, CASSANDRA_OUTPUT_NAMES);
        return new JobSettings(
                reader.kafka(),
                reader.httpUrl(REGISTRY_URL),
                reader.checkpoint(),
                reader.duration(TRIGGER, "100ms", Duration.ofMillis(100)),
                reader.number(MAX_OFFSETS_PER_TRIGGER, 100_000, 1, 100_000_000),
                reader.startingOffsets(),
                reader.duration(START_TIMEOUT, "2m", Duration.ofSeconds(1)),
                reader.duration(OUTAGE_TIMEOUT, "2m", Duration.ofSeconds(1)),
                reader.duration(EXECUTOR_TIMEOUT, "2m", Duration.ofSeconds(10)),
                // half of what Cassandra refuses by default, and a tick of ten companies in one statement
                (int) reader.number(BATCH_BYTES, 32 * 1024, 1024, 1024 * 1024),
                (int) reader.number(CONCURRENT_WRITES, 16, 1, 1024),
                reader.bytesPerSecond(),
                reader.consistency(),
                reader.flag(ACCEPT_LOSS, false),
                reader.rollups());
    }

    /** The brokers, for messages. */
    String bootstrapServers() {
        return kafka.get("bootstrap.servers");
    }

    /** The clients' settings by the names of Spark's Kafka source. */
    Map<String, String> sparkKafkaOptions() {
        Map<String, String> options = new TreeMap<>();
        kafka.forEach((name, value) -> options.put("kafka." + name, value));
        return options;
    }

    /** Whether the rollups are kept, and how. */
    record RollupSettings(boolean kept, Optional<Duration> maxLateness) {
        RollupSettings {
            requireNonNull(maxLateness, "maxLateness");
        }

        @Override
        public String toString() {
            return kept
                    ? maxLateness
                            .map("rollups of companies at most %s late"::formatted)
                            .orElse("rollups")
                    : "no rollups";
        }
    }

    /** Without the clients' settings, which may hold passwords. */
    @Override
    public String toString() {
        return ("brokers %s, registry %s, checkpoint %s, trigger %s, at most %d records a batch, starting at %s,"
                        + " waiting %s at start, %s in an outage and %s for an executor, statements of %d bytes, %d at once%s, acknowledged by %s, %s%s")
                .formatted(
                        bootstrapServers(),
                        registry,
                        checkpoint,
                        trigger,
                        maxOffsetsPerTrigger,
                        startingOffsets,
                        startTimeout,
                        outageTimeout,
                        executorTimeout,
                        batchBytes,
                        concurrentWrites,
                        bytesPerSecond == NO_LIMIT ? "" : " and %d bytes a second".formatted(bytesPerSecond),
                        consistency,
                        rollups,
                        acceptLoss ? ", accepting losses" : "");
    }

    /** A setting that the job cannot start with; the message names the setting, its value and what is allowed. */
    static final class InvalidSetting extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        InvalidSetting(String message) {
            super(message);
        }

        static InvalidSetting of(String name, String value, String allowed) {
            return new InvalidSetting("%s is \"%s\"; allowed: %s".formatted(name, value, allowed));
        }
    }

    private record Reader(SparkConf conf) {
        void refuseUnknown(String prefix, List<String> known) {
            List<String> unknown = Arrays.stream(conf.getAll())
                    .map(Tuple2::_1)
                    .filter(name -> name.startsWith(prefix) && known.stream().noneMatch(matches(name)))
                    .sorted()
                    .toList();
            if (!unknown.isEmpty()) {
                throw new InvalidSetting("The job knows no setting %s; it knows %s"
                        .formatted(String.join(", ", unknown), String.join(", ", known)));
            }
        }

        private static Predicate<String> matches(String name) {
            return known -> known.endsWith("*")
                    ? name.length() >= known.length() && name.startsWith(known.substring(0, known.length() - 1))
                    : known.equals(name);
        }

        Map<String, String> kafka() {
            required(BOOTSTRAP_SERVERS, "host:port of one or more brokers, separated by commas");
            Map<String, String> kafka = new TreeMap<>(KAFKA_DEFAULTS);
            if (conf.contains(KAFKA + "request.timeout.ms")) {
                kafka.remove("default.api.timeout.ms"); // Kafka's clients refuse one that is less
            }
            Stream.of(conf.getAllWithPrefix(KAFKA)).forEach(setting -> kafka.put(setting._1(), setting._2()));
            List<String> refused = new ArrayList<>(KAFKA_SET_BY_SPARK);
            refused.retainAll(kafka.keySet());
            if (!refused.isEmpty()) {
                throw new InvalidSetting("%s%s is set by the job itself; leave it out"
                        .formatted(KAFKA, String.join(", " + KAFKA, refused)));
            }
            return kafka;
        }

        URI httpUrl(String name) {
            String allowed = "an http or https URL without user info, such as http://127.0.0.1:8081/apis/ccompat/v7";
            String value = required(name, allowed);
            if (value.contains("@")) { // before anything else, so that no message shows it
                throw new InvalidSetting("%s holds user info; allowed: %s".formatted(name, allowed));
            }
            try {
                URI url = new URI(value.replaceFirst("/+$", ""));
                boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
                if (!http || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
                    throw InvalidSetting.of(name, value, allowed);
                }
                return url;
            } catch (URISyntaxException e) {
                throw InvalidSetting.of(name, value, allowed);
            }
        }

        String checkpoint() {
            String allowed = "an absolute path or a URI that driver and executors share and that outlives the job,"
                    + " such as /var/lib/tickstream/checkpoint or s3a://bucket/checkpoint";
            String value = required(CHECKPOINT, allowed);
            if (!value.startsWith("/") && !value.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.+")) {
                throw InvalidSetting.of(CHECKPOINT, value, allowed);
            }
            try {
                new Path(value); // Hadoop's reading of it: hdfs:checkpoint is none
                return value;
            } catch (IllegalArgumentException e) {
                throw InvalidSetting.of(CHECKPOINT, value, allowed);
            }
        }

        String startingOffsets() {
            String value = conf.get(STARTING_OFFSETS, "earliest");
            if (!value.equals("earliest") && !value.equals("latest") && !value.startsWith("{")) {
                throw InvalidSetting.of(
                        STARTING_OFFSETS, value, "earliest, latest or JSON such as {\"ticks\":{\"0\":23}, …}");
            }
            return value;
        }

        DefaultConsistencyLevel consistency() {
            String value = conf.get(CONSISTENCY, "LOCAL_QUORUM");
            return WRITE_CONSISTENCIES.stream()
                    .filter(level -> level.name().equals(value))
                    .findFirst()
                    .orElseThrow(() -> InvalidSetting.of(CONSISTENCY, value, "one of " + WRITE_CONSISTENCIES));
        }

        /** The connector's setting, in mebibytes. */
        long bytesPerSecond() {
            if (!conf.contains(THROUGHPUT)) {
                return NO_LIMIT;
            }
            String value = conf.get(THROUGHPUT);
            String allowed = "MiB a second and task, 0.001 to %d, such as 5 or 0.5".formatted((long) MOST_MEBIBYTES);
            try {
                double mebibytes = Double.parseDouble(value);
                if (!(mebibytes >= 0.001 && mebibytes <= MOST_MEBIBYTES)) { // nor is it a number if it is NaN
                    throw InvalidSetting.of(THROUGHPUT, value, allowed);
                }
                return Math.round(mebibytes * 1024 * 1024);
            } catch (NumberFormatException e) {
                throw InvalidSetting.of(THROUGHPUT, value, allowed);
            }
        }

        RollupSettings rollups() {
            return new RollupSettings(
                    flag(ROLLUPS, true),
                    conf.contains(MAX_LATENESS)
                            ? Optional.of(duration(MAX_LATENESS, "", Duration.ofMinutes(1), MOST_LATENESS))
                            : Optional.empty());
        }

        boolean flag(String name, boolean byDefault) {
            String value = conf.get(name, String.valueOf(byDefault));
            if (!value.equals("true") && !value.equals("false")) {
                throw InvalidSetting.of(name, value, "true or false");
            }
            return value.equals("true");
        }

        Duration duration(String name, String byDefault, Duration least) {
            return duration(name, byDefault, least, Duration.ofHours(1));
        }

        private Duration duration(String name, String byDefault, Duration least, Duration most) {
            String value = conf.get(name, byDefault);
            String allowed = "%d ms to %d h, such as 500ms, 10s or 5m".formatted(least.toMillis(), most.toHours());
            try {
                Duration duration = Duration.ofMillis(JavaUtils.timeStringAs(value, TimeUnit.MILLISECONDS));
                if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                    throw InvalidSetting.of(name, value, allowed);
                }
                return duration;
            } catch (NumberFormatException e) {
                throw InvalidSetting.of(name, value, allowed);
            }
        }

        long number(String name, long byDefault, long least, long most) {
            String value = conf.get(name, Long.toString(byDefault));
            String allowed = "a whole number from %d to %d".formatted(least, most);
            try {
                long number = Long.parseLong(value);
                if (number < least || number > most) {
                    throw InvalidSetting.of(name, value, allowed);
                }
                return number;
            } catch (NumberFormatException e) {
                throw InvalidSetting.of(name, value, allowed);
            }
        }

        private String required(String name, String allowed) {
            String value = conf.get(name, "").strip();
            if (value.isEmpty()) {
                throw new InvalidSetting("%s is missing; allowed: %s".formatted(name, allowed));
            }
            return value;
        }
    }
}
