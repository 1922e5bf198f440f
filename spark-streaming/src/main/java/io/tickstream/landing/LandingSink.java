package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import io.tickstream.landing.rollup.Rollups;
import io.tickstream.landing.rollup.Update;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the driver does with a batch: have it landed, bring the rollups up to date. Spark commits it afterwards. */
final class LandingSink implements VoidFunction2<Dataset<Row>, Long> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(LandingSink.class);

    /** What may be spent on requests after a batch, so that the next one need not wait for long; give or take an hour. */
    private static final long REQUESTS_NANOS = Duration.ofSeconds(2).toNanos();

    private final ReportedLanding landing;
    private final transient Optional<Rollups> rollups; // the driver's alone
    private final transient LandingMetrics metrics;
    private final transient RollupTables.Fence fence;

    /** @param fence fails unless we are the one driver, who may commit */
    LandingSink(PartitionLanding landing, Optional<Rollups> rollups, LandingMetrics metrics, RollupTables.Fence fence) {
        this.landing = new ReportedLanding(landing, rollups.isPresent());
        this.rollups = rollups;
        this.metrics = requireNonNull(metrics, "metrics");
        this.fence = requireNonNull(fence, "fence");
    }

    @Override
    public void call(Dataset<Row> batch, Long id) throws InterruptedException {
        List<TaskReport> reports = batch.toJavaRDD().mapPartitions(landing).collect();
        Freshness landed = reports.stream()
                .map(TaskReport::freshness)
                .reduce(Freshness::plus)
                .orElseGet(Freshness::nothing);
        metrics.count(landed);
        if (rollups.isPresent()) {
            long began = System.nanoTime();
            Update update = rollups.get()
                    .apply(reports.stream().map(TaskReport::minutes).toList())
                    .plus(rollups.get().recomputeRequested(() -> System.nanoTime() - began < REQUESTS_NANOS));
            metrics.count(update, rollups.get().kept(), Duration.ofNanos(System.nanoTime() - began));
        }
        if (!landed.landed().equals(Landed.NOTHING)) {
            LOG.info("Batch {} landed {}", id, landed.landed());
        }
        fence.confirm();
    }
}
