package io.tickstream.landing;

import static java.util.stream.Collectors.joining;

import io.tickstream.benchmarks.landing.client.Runs;
import io.tickstream.benchmarks.landing.client.Sparks;
import io.tickstream.benchmarks.landing.client.Surroundings;
import io.tickstream.contract.Topic;
import io.tickstream.landing.rollup.Rollups;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Tickstream as a contender: the source, the settings and the work of {@link LandingJob}, ended when all has landed. In
 * the job's package, whose parts nobody else needs to see.
 */
public final class OursLanding {
    private OursLanding() {}

    /** Run by the benchmark. */
    public static void main(String[] args) throws Exception {
        land(false);
    }

    /** @param whole with rollups, the count of what landed, and metrics */
    static void land(boolean whole) throws Exception {
        Surroundings surroundings = Surroundings.ofThisProcess();
        SparkConf conf = Sparks.conf(surroundings)
                .set("spark.tickstream.kafka.bootstrap.servers", surroundings.kafka())
                .set("spark.tickstream.registry.url", surroundings.registry().toString())
                .set("spark.tickstream.checkpoint", surroundings.folder().toString());
        JobSettings settings = JobSettings.from(conf);
        Cassandra cassandra = Cassandra.of(conf, settings);
        SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
        int rejectionSchemaId = SchemaRegistry.shared(settings.registry()).idOf(Topic.COMPANIES_REJECTED);
        PartitionLanding landing = new PartitionLanding(
                settings.kafka(),
                settings.registry(),
                cassandra,
                new Patience(settings.outageTimeout()),
                rejectionSchemaId);
        if (whole) {
            LandingMetrics metrics = new LandingMetrics(InstantSource.system(), settings.trigger());
            spark.streams().addListener(metrics);
            Runs.serve(() -> whole(spark, settings, surroundings, cassandra, landing, metrics));
        } else {
            Runs.serve(() -> run(spark, settings, surroundings, (batch, id) -> {
                Landed landed = batch.toJavaRDD().mapPartitions(landing).map(Written::landed).collect().stream()
                        .reduce(Landed.NOTHING, Landed::plus);
                System.err.printf("Batch %d landed %s%n", id, landed);
            }));
        }
    }

    private static void whole(
            SparkSession spark,
            JobSettings settings,
            Surroundings surroundings,
            Cassandra cassandra,
            PartitionLanding landing,
            LandingMetrics metrics)
            throws Exception {
        Patience patience = new Patience(settings.outageTimeout());
        // as many as the job has, but anew for each run: none waits for one that was killed
        List<Right> rights = List.of(Right.toCheckpoint(UUID.randomUUID()), Right.toCheckpoint(UUID.randomUUID()));
        Lease lease = Lease.take(
                CassandraLeaseTable.open(cassandra, patience),
                rights,
                "the benchmark",
                patience,
                new LeaseTime.OfProcess());
        try (lease;
                SupersededRejections superseded =
                        SupersededRejections.open(cassandra, patience, InstantSource.system());
                RollupTables tables = RollupTables.open(cassandra, patience, lease::confirm, InstantSource.system())) {
            try (TopicWatch topics = new TopicWatch(
                            settings.kafka(),
                            new KafkaTopics(settings.kafka()).holdings().ids());
                    RollupKeeper rollups = new RollupKeeper(
                            new Rollups(tables, settings.rollups().maxLateness(), InstantSource.system()), metrics)) {
                rollups.start();
                run(
                        spark,
                        settings,
                        surroundings,
                        new LandingSink(
                                landing, Optional.of(rollups), superseded, metrics, topics, lease::confirm, patience));
            }
        }
    }

    private static void run(
            SparkSession spark, JobSettings settings, Surroundings surroundings, VoidFunction2<Dataset<Row>, Long> sink)
            throws Exception {
        Sparks.runToEnd(source(spark, settings).writeStream().foreachBatch(sink), surroundings);
    }

    private static Dataset<Row> source(SparkSession spark, JobSettings settings) {
        String topics = Arrays.stream(Topic.values()).map(Topic::topicName).collect(joining(","));
        return KafkaRecord.columnsOf(spark.readStream()
                .format("kafka")
                .options(settings.sparkKafkaOptions())
                .option("subscribe", topics)
                .option("startingOffsets", settings.startingOffsets())
                .option("maxOffsetsPerTrigger", settings.maxOffsetsPerTrigger())
                .option("failOnDataLoss", true)
                .load());
    }
}
