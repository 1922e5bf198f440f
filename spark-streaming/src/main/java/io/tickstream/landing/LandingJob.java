package io.tickstream.landing;

import static java.util.stream.Collectors.joining;

import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import io.tickstream.contract.Topic;
import io.tickstream.landing.rollup.Rollups;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.util.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lands Kafka's records in Cassandra: companies, ticks and rejections, each topic in its table, until it is stopped.
 * Submit it with spark-submit; README.md shows how.
 */
public final class LandingJob {
    private static final Logger LOG = LoggerFactory.getLogger(LandingJob.class);

    /** The query's name in Spark's UI, logs and metrics. */
    static final String QUERY = "landing";

    private static final String PROMETHEUS = "spark.metrics.conf.driver.sink.prometheusServlet.";

    private static final Duration BATCH_END_TIMEOUT = Duration.ofSeconds(8);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private static final int OFFSET_ATTEMPTS = 22;
    private static final Duration EXECUTOR_LOOK = Duration.ofSeconds(1);

    private final JobSettings settings;
    private final SparkSession spark;
    private final Cassandra cassandra;
    private final Checkpoint checkpoint;
    private final LandingMetrics metrics;

    private LandingJob(JobSettings settings, SparkSession spark, Cassandra cassandra, Checkpoint checkpoint) {
        this.settings = settings;
        this.spark = spark;
        this.cassandra = cassandra;
        this.checkpoint = checkpoint;
        this.metrics = new LandingMetrics(InstantSource.system(), settings.trigger());
    }

    /** Runs until the process is told to stop (exit code 143 after SIGTERM), or fails (exit code 1). */
    public static void main(String[] args) {
        System.exit(run(new SparkConf()));
    }

    private static int run(SparkConf given) {
        try {
            SparkConf conf = Cassandra.withCiphers(SecretSettings.addTo(given));
            JobSettings settings = JobSettings.from(conf);
            LOG.info("Landing with {}", settings);
            Cassandra cassandra = Cassandra.of(conf, settings);
            SparkSession spark =
                    SparkSession.builder().config(withDefaults(conf)).getOrCreate();
            quietenTrigger();
            new LandingJob(settings, spark, cassandra, Checkpoint.at(settings.checkpoint(), Doctor.hadoop(conf)))
                    .land();
            return 0;
        } catch (StreamingQueryException e) {
            // Spark has logged the stack trace
            Optional<TopicWatch.Recreated> recreated = recreated(e);
            if (recreated.isPresent()) {
                LOG.error("Landing ends. {}", recreated.get().getMessage());
                return 1;
            }
            LOG.error("Landing failed and will resume at the same records when it is started again: {}", origin(e));
        } catch (InterruptedException e) {
            LOG.error("Landing was interrupted");
            Thread.currentThread().interrupt();
        } catch (Lease.Lost | ExecutorWatch.NoExecutor e) {
            LOG.error("Landing ends. {}", e.getMessage());
        } catch (JobSettings.InvalidSetting
                | Patience.Exhausted
                | Refused
                | Lease.Held
                | Diagnosis.Unwell
                | CheckpointLabel.Unreadable e) {
            LOG.error("Landing cannot start. {}", e.getMessage());
        } catch (UnauthorizedException e) {
            LOG.error("Landing cannot start. {}", origin(e));
        } catch (IOException e) {
            LOG.error(
                    "Landing cannot start: the checkpoint cannot be read or written. Check its URI and the rights of the job's user",
                    e);
        } catch (TimeoutException | RuntimeException e) {
            LOG.error("Landing cannot start", e);
        }
        return 1;
    }

    /** Spark warns of each batch that takes longer than the trigger, however short; we have a metric and an alert. */
    private static void quietenTrigger() {
        Configurator.setLevel("org.apache.spark.sql.execution.streaming.ProcessingTimeExecutor", Level.ERROR);
    }

    private void land() throws IOException, InterruptedException, TimeoutException, StreamingQueryException {
        int rejectionSchemaId = new StartCheck(settings, cassandra, SchemaRegistry.shared(settings.registry())).await();
        Patience patience = new Patience(settings.startTimeout());
        Doctor doctor = new Doctor(QUERY, checkpoint, new KafkaTopics(settings.kafka()), patience);
        CheckpointLabel label = label(doctor.examine());
        Lease lease = lease(label, patience);
        Patience outages = new Patience(settings.outageTimeout());
        try (SupersededRejections superseded = SupersededRejections.open(cassandra, outages, InstantSource.system());
                RollupTables tables = settings.rollups().kept()
                        ? RollupTables.open(cassandra, outages, lease::confirm, InstantSource.system())
                        : null) {
            // once more, now that nobody else changes the checkpoint
            Diagnosis diagnosis = doctor.examine();
            String startingOffsets = startingOffsets(diagnosis, label);
            try (TopicWatch topics = new TopicWatch(
                            settings.kafka(), diagnosis.holdings().ids());
                    RollupKeeper rollups = tables == null
                            ? null
                            : new RollupKeeper(
                                    new Rollups(tables, settings.rollups().maxLateness(), InstantSource.system()),
                                    metrics)) {
                StreamingQuery query = sink(
                        source(startingOffsets),
                        rejectionSchemaId,
                        topics,
                        lease,
                        Optional.ofNullable(rollups),
                        superseded);
                SparkEnv.get().metricsSystem().registerSource(metrics);
                stopOnShutdown(query, lease);
                lease.whenLost(() -> stop(query));
                if (rollups != null) {
                    rollups.start();
                }
                awaitTermination(query);
            }
        } catch (StreamingQueryException e) {
            // Spark may find the other driver's batch before we ask whether there is one
            Optional<Lease.Lost> lost = lease.ask();
            if (lost.isPresent()) {
                throw lost.get();
            }
            throw e;
        } finally {
            lease.close();
        }
        if (lease.lost().isPresent()) {
            throw lease.lost().get();
        }
    }

    private void awaitTermination(StreamingQuery query) throws StreamingQueryException, InterruptedException {
        ExecutorWatch watch = new ExecutorWatch(
                settings.executorTimeout(),
                () -> ExecutorWatch.hasExecutor(spark.sparkContext()),
                () -> query.status().isTriggerActive() // also while Kafka is asked for offsets, which needs no executor
                        && spark.sparkContext().statusTracker().getActiveJobIds().length > 0,
                System::nanoTime);
        try {
            while (!query.awaitTermination(EXECUTOR_LOOK.toMillis())) {
                watch.look();
            }
        } catch (ExecutorWatch.NoExecutor e) {
            stopNow(query); // its batch would not end
            throw e;
        }
    }

    /** The right to the checkpoint, and to the rollups if we are to keep them. */
    private Lease lease(CheckpointLabel label, Patience patience) throws InterruptedException {
        List<Right> rights = settings.rollups().kept()
                ? List.of(Right.toCheckpoint(label.id()), Right.toRollups())
                : List.of(Right.toCheckpoint(label.id()));
        return Lease.take(
                CassandraLeaseTable.open(cassandra, patience), rights, holder(), patience, new LeaseTime.OfProcess());
    }

    /** The checkpoint's label; a checkpoint that has none gets one, unless it is none of ours. */
    private CheckpointLabel label(Diagnosis diagnosis) throws IOException {
        Optional<CheckpointLabel> label = checkpoint.label();
        if (label.isPresent()) {
            return label.get();
        }
        refuseUnlessAccepted(diagnosis);
        return checkpoint.labelled(
                CheckpointLabel.create(QUERY, diagnosis.holdings().ids()));
    }

    /** Where reading begins if the checkpoint does not say; puts a checkpoint aside that says something useless. */
    private String startingOffsets(Diagnosis diagnosis, CheckpointLabel label) throws IOException {
        refuseUnlessAccepted(diagnosis);
        diagnosis.findings().stream()
                .filter(finding -> finding.kind().harmless())
                .forEach(finding -> LOG.info("{}", finding));
        if (diagnosis.well()) {
            if (diagnosis.state() instanceof Checkpoint.Empty) { // its offsets will be of the topics that are there now
                checkpoint.relabel(label.forQuery(QUERY, diagnosis.holdings().ids()));
            }
            return settings.startingOffsets();
        }
        Offsets from = diagnosis.afterLoss();
        LOG.warn(
                "Accepting the loss as {} says: {}. The old checkpoint is put aside in {}; reading begins at {}",
                JobSettings.ACCEPT_LOSS,
                diagnosis.problems(),
                checkpoint.setAside(Instant.now()),
                from.json());
        checkpoint.relabel(label.forQuery(QUERY, diagnosis.holdings().ids()));
        return from.json();
    }

    private void refuseUnlessAccepted(Diagnosis diagnosis) {
        if (!diagnosis.well() && !settings.acceptLoss()) {
            throw new Diagnosis.Unwell(diagnosis);
        }
    }

    /** Who has the lease, for a driver that finds it taken. */
    private String holder() {
        return "%s, process %d on %s"
                .formatted(
                        spark.sparkContext().applicationId(),
                        ProcessHandle.current().pid(),
                        Utils.localHostNameForURI());
    }

    private Dataset<Row> source(String startingOffsets) {
        String topics = Arrays.stream(Topic.values()).map(Topic::topicName).collect(joining(","));
        return KafkaRecord.columnsOf(spark.readStream()
                .format("kafka")
                .options(settings.sparkKafkaOptions())
                .option("subscribe", topics)
                .option("startingOffsets", startingOffsets)
                .option("maxOffsetsPerTrigger", settings.maxOffsetsPerTrigger())
                // each waits for default.api.timeout.ms; three, as is usual, would end the job after half a minute
                .option("fetchOffset.numRetries", OFFSET_ATTEMPTS)
                // records that were deleted before they landed are a loss; better to stand still and say so
                .option("failOnDataLoss", true)
                .load());
    }

    private StreamingQuery sink(
            Dataset<Row> records,
            int rejectionSchemaId,
            TopicWatch topics,
            Lease lease,
            Optional<RollupKeeper> rollups,
            SupersededRejections superseded)
            throws TimeoutException {
        PartitionLanding landing = new PartitionLanding(
                settings.kafka(),
                settings.registry(),
                cassandra,
                new Patience(settings.outageTimeout()),
                rejectionSchemaId);
        Patience outages = new Patience(settings.outageTimeout());
        LandingSink sink = new LandingSink(landing, rollups, superseded, metrics, topics, lease::confirm, outages);
        spark.streams().addListener(metrics);
        return records.writeStream()
                .queryName(QUERY)
                .option("checkpointLocation", settings.checkpoint())
                .trigger(Trigger.ProcessingTime(settings.trigger().toMillis()))
                .foreachBatch(sink)
                .start();
    }

    /** What the job needs of Spark itself, where the user has not said otherwise. */
    private static SparkConf withDefaults(SparkConf conf) {
        return conf.setIfMissing("spark.app.name", "tickstream-landing")
                // each waits for default.api.timeout.ms; four, as is usual, would end the job after half a minute
                .setIfMissing("spark.task.maxFailures", "10")
                .setIfMissing("spark.sql.streaming.stopTimeout", STOP_TIMEOUT.toSeconds() + "s")
                // Prometheus finds the driver's gauges under one name everywhere; by default it holds the application's
                // id
                .setIfMissing("spark.metrics.namespace", "tickstream")
                .setIfMissing(PROMETHEUS + "class", "org.apache.spark.metrics.sink.PrometheusServlet")
                .setIfMissing(PROMETHEUS + "path", "/metrics/prometheus")
                .setIfMissing("spark.ui.prometheus.enabled", "true")
                // Spark's own pattern lets Kafka's sasl.jaas.config, password and all, through to the UI
                .setIfMissing("spark.redaction.regex", "(?i)secret|password|passphrase|token|access[.]?key|jaas");
    }

    /** Lets the running batch end, so that SIGTERM neither repeats work nor fills the log with interrupted tasks. */
    private static void stopOnShutdown(StreamingQuery query, Lease lease) {
        // Spark's own hook, which stops the context under the query's feet, has a lower priority
        ShutdownHookManager.get()
                .addShutdownHook(
                        () -> {
                            stop(query);
                            lease.close();
                        },
                        100,
                        BATCH_END_TIMEOUT.plus(STOP_TIMEOUT).toSeconds(),
                        TimeUnit.SECONDS);
    }

    private static void stop(StreamingQuery query) {
        if (!query.isActive()) {
            return;
        }
        LOG.info("Stopping after the running batch");
        long until = System.nanoTime() + BATCH_END_TIMEOUT.toNanos();
        try {
            while (query.status().isTriggerActive() && System.nanoTime() < until) {
                Thread.sleep(10);
            }
            query.stop();
            LOG.info("Stopped; what has not landed yet lands at the next start");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("The running batch did not end; it is repeated at the next start");
        }
    }

    private static void stopNow(StreamingQuery query) {
        try {
            query.stop();
        } catch (TimeoutException e) {
            LOG.warn("The running batch did not end; it is repeated at the next start");
        }
    }

    private static Optional<TopicWatch.Recreated> recreated(StreamingQueryException e) {
        return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .filter(TopicWatch.Recreated.class::isInstance)
                .map(TopicWatch.Recreated.class::cast)
                .findFirst();
    }

    /** The first failure that is not Spark's: what Spark wraps around it tells where, not what. */
    private static String origin(Throwable failure) {
        Throwable origin = failure;
        while (origin.getCause() != null && origin.getClass().getName().startsWith("org.apache.spark.")) {
            origin = origin.getCause();
        }
        return "%s: %s%s"
                .formatted(
                        origin.getClass().getSimpleName(),
                        origin.getMessage(),
                        Refused.remedy(origin).map(". "::concat).orElse(""));
    }
}
