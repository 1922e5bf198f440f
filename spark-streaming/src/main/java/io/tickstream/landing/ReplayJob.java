package io.tickstream.landing;

import io.tickstream.contract.Table;
import io.tickstream.contract.Topic;
import io.tickstream.landing.KafkaTopics.Holdings;
import io.tickstream.landing.rollup.LandedTick;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lands once more what Kafka still holds, from a moment to a moment, then ends: fills tables that were lost or emptied
 * to the content that they had. It has no checkpoint and takes no lease: the times of its writes are those of the first
 * landing, so that it may run beside the job, and be repeated, without changing a row that is right. The rollups are the
 * job's; it is asked to recompute those of each hour that has been replayed.
 *
 * <p>Arguments: {@code --from beginning|TIME} and, if wanted, {@code --to TIME}, as 2026-01-31T12:00:00Z. A record's
 * time is the time stamp that Kafka has for it: when it was published.
 */
public final class ReplayJob {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayJob.class);

    /** A task that fails is repeated as a whole, and two tasks fill the queue of one writer. */
    private static final long RECORDS_A_TASK = 20_000;

    private ReplayJob() {}

    /** Ends with 0 when everything has landed, 1 if not, 2 if the arguments make no sense. */
    public static void main(String[] arguments) {
        int exitCode = run(new SparkConf(), arguments);
        // YARN in cluster mode takes exit(0) for a failure, since the process ends before the method does. Nothing
        // keeps
        // the process alive: the threads of the connector's sessions and of Kafka's clients are daemons
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }

    private static int run(SparkConf given, String... arguments) {
        try {
            Span span = Span.of(List.of(arguments));
            SparkConf conf = Cassandra.withCiphers(SecretSettings.addTo(given));
            JobSettings settings = JobSettings.from(conf);
            LOG.info("Replaying {} with {}", span, settings);
            Cassandra cassandra = Cassandra.of(conf, settings);
            conf.setIfMissing("spark.app.name", "tickstream-replay");
            try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
                replay(span, settings, cassandra, spark);
            }
            return 0;
        } catch (Span.Senseless e) {
            LOG.error("{}", e.getMessage());
            return 2;
        } catch (JobSettings.InvalidSetting | Patience.Exhausted | Refused e) {
            LOG.error("Cannot replay. {}", e.getMessage());
        } catch (InterruptedException e) {
            LOG.error("The replay was interrupted");
            Thread.currentThread().interrupt();
        } catch (Exception e) { // Spark's own is checked, which Scala does not declare
            Optional<Refused> refused = Refused.by("What was asked", e);
            if (refused.isPresent()) {
                LOG.error("Cannot replay. {}", refused.get().getMessage());
            } else {
                LOG.error("Cannot replay; what has landed so far is right, and the replay can be repeated", e);
            }
        }
        return 1;
    }

    private static void replay(Span span, JobSettings settings, Cassandra cassandra, SparkSession spark)
            throws InterruptedException {
        int rejectionSchemaId = new StartCheck(settings, cassandra, SchemaRegistry.shared(settings.registry())).await();
        KafkaTopics topics = new KafkaTopics(settings.kafka());
        Patience patience = new Patience(settings.startTimeout());
        Range range = patience.ask("Kafka at " + settings.bootstrapServers(), () -> range(span, topics));
        LOG.info("Replaying {} records", range.records());
        Patience outages = new Patience(settings.outageTimeout());
        PartitionLanding landing =
                new PartitionLanding(settings.kafka(), settings.registry(), cassandra, outages, rejectionSchemaId);
        List<Replayed> tasks = range.records() == 0
                ? List.of()
                : records(range, settings, spark)
                        .toJavaRDD()
                        .mapPartitions(
                                new ReportedLanding(landing, settings.rollups().kept()))
                        .map(Replayed::of)
                        .collect();
        Landed landed = tasks.stream().map(Replayed::landed).reduce(Landed.NOTHING, Landed::plus);
        int hours = requestRollups(tasks, cassandra, outages);
        settle(tasks, cassandra, outages);
        // the result, for who asked
        System.out.printf("Replayed %d records: %s%n", range.records(), landed);
        if (hours > 0) {
            System.out.printf(
                    "The landing job recomputes the rollups of %d h within seconds to minutes; what waits is in %s%n",
                    hours, Table.ROLLUP_REQUESTS.qualifiedName());
        }
    }

    /** What the job had moved to the table resolved has landed once more. */
    private static void settle(List<Replayed> tasks, Cassandra cassandra, Patience patience)
            throws InterruptedException {
        Set<TickSlot> made = new HashSet<>();
        tasks.forEach(task -> made.addAll(task.made()));
        if (made.isEmpty()) {
            return;
        }
        try (SupersededRejections superseded = SupersededRejections.open(cassandra, patience, InstantSource.system())) {
            LOG.info("{} rejections are superseded by other attempts of their ticks", superseded.resolve(made));
        }
    }

    /** The job alone writes rollups; it is asked to look at what is in the table now. */
    private static int requestRollups(List<Replayed> tasks, Cassandra cassandra, Patience patience)
            throws InterruptedException {
        Set<LandedTick> ticks = new HashSet<>();
        tasks.forEach(task -> ticks.addAll(task.ticks()));
        if (ticks.isEmpty()) {
            return 0;
        }
        try (RollupTables tables = RollupTables.open(cassandra, patience, any -> {}, InstantSource.system())) {
            return tables.request(ticks);
        }
    }

    private static Dataset<Row> records(Range range, JobSettings settings, SparkSession spark) {
        return KafkaRecord.columnsOf(spark.read()
                .format("kafka")
                .options(settings.sparkKafkaOptions())
                .option(
                        "subscribe",
                        Arrays.stream(Topic.values()).map(Topic::topicName).collect(Collectors.joining(",")))
                .option("startingOffsets", range.from().json())
                .option("endingOffsets", range.to().json())
                .option("minPartitions", range.records() / RECORDS_A_TASK + 1)
                .option("failOnDataLoss", true)
                .load());
    }

    /** What Kafka holds of the span. */
    private static Range range(Span span, KafkaTopics topics) throws Away, InterruptedException {
        Holdings holdings = topics.holdings();
        Offsets from = span.from() == null ? holdings.beginnings() : topics.at(span.from());
        Offsets to = span.to() == null ? holdings.ends() : topics.at(span.to());
        return Range.of(from, to);
    }

    /**
     * What the driver needs to know of a task: no sums, which would be many.
     *
     * @param ticks that it touched, as they are in the table
     * @param made the ticks of which it wrote anything that the function had made
     */
    record Replayed(Landed landed, List<LandedTick> ticks, Set<TickSlot> made) implements Serializable {
        static Replayed of(TaskReport report) {
            return new Replayed(
                    report.freshness().landed(),
                    report.minutes().stream()
                            .flatMap(minute -> minute.ticks().stream())
                            .toList(),
                    report.made());
        }
    }

    /**
     * What is read.
     *
     * @param to by partition the first offset that is not read; never before from
     */
    record Range(Offsets from, Offsets to) {
        static Range of(Offsets from, Offsets to) {
            SortedMap<TopicPartition, Long> ends = new TreeMap<>(from.next());
            ends.replaceAll((partition, begin) -> Math.max(begin, to.next().getOrDefault(partition, begin)));
            return new Range(from, new Offsets(ends));
        }

        long records() {
            return to.next().entrySet().stream()
                    .mapToLong(end -> end.getValue() - from.next().get(end.getKey()))
                    .sum();
        }
    }

    /**
     * From when to when.
     *
     * @param from null for the first record that there is
     * @param to null for the last; a record of just this moment is not read
     */
    record Span(Instant from, Instant to) {
        Span {
            if (from != null && to != null && !from.isBefore(to)) {
                throw new Senseless("--from %s is not before --to %s".formatted(from, to));
            }
        }

        static Span of(List<String> arguments) {
            String from = null;
            String to = null;
            for (int i = 0; i < arguments.size(); i += 2) {
                String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
                switch (arguments.get(i)) {
                    case "--from" -> from = value;
                    case "--to" -> to = value;
                    default ->
                        throw new Senseless("The replay knows --from beginning|TIME and --to TIME, not '%s'"
                                .formatted(arguments.get(i)));
                }
            }
            if (from == null) {
                throw new Senseless("Say where to begin: --from beginning, or --from TIME as 2026-01-31T12:00:00Z");
            }
            return new Span(
                    from.equals("beginning") ? null : moment("--from", from), to == null ? null : moment("--to", to));
        }

        private static Instant moment(String option, String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw new Senseless("%s is \"%s\"; write a time as 2026-01-31T12:00:00Z".formatted(option, text), e);
            }
        }

        @Override
        public String toString() {
            return "from %s to %s".formatted(from == null ? "the beginning" : from, to == null ? "the end" : to);
        }

        /** Arguments that name no span. */
        static final class Senseless extends IllegalArgumentException {
            private static final long serialVersionUID = 1;

            Senseless(String message) {
                super(message);
            }

            Senseless(String message, Throwable cause) {
                super(message, cause);
            }
        }
    }
}
