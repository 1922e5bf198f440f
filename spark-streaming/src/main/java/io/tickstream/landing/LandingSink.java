package io.tickstream.landing;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the driver does with a batch: have it landed, bring the rollups up to date, put aside what is superseded. Spark
 * commits it afterwards.
 */
final class LandingSink implements VoidFunction2<Dataset<Row>, Long> {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(LandingSink.class);

    private final ReportedLanding landing;
    private final transient Optional<RollupKeeper> rollups; // the driver's alone
    private final transient SupersededRejections superseded;
    private final transient LandingMetrics metrics;
    private final transient TopicWatch topics;
    private final transient RollupTables.Fence fence;
    private final transient Patience outages;

    /**
     * A batch is committed if neither of these fails at its end.
     *
     * @param topics fails if what was read is not what the checkpoint is of
     * @param fence fails unless we are the one driver, who may commit
     */
    LandingSink(
            PartitionLanding landing,
            Optional<RollupKeeper> rollups,
            SupersededRejections superseded,
            LandingMetrics metrics,
            TopicWatch topics,
            RollupTables.Fence fence,
            Patience outages) {
        this.landing = new ReportedLanding(landing, rollups.isPresent());
        this.rollups = rollups;
        this.superseded = requireNonNull(superseded, "superseded");
        this.metrics = requireNonNull(metrics, "metrics");
        this.topics = requireNonNull(topics, "topics");
        this.fence = requireNonNull(fence, "fence");
        this.outages = requireNonNull(outages, "outages");
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
            rollups.get().apply(reports.stream().map(TaskReport::minutes).toList());
        }
        settle(reports);
        if (!landed.landed().equals(Landed.NOTHING)) {
            LOG.info("Batch {} landed {}", id, landed.landed());
        }
        topics.confirm();
        fence.confirm(outages);
    }

    private void settle(List<TaskReport> reports) throws InterruptedException {
        int moved = superseded.resolve(
                reports.stream().flatMap(report -> report.made().stream()).collect(toSet()));
        if (moved > 0) {
            metrics.countSuperseded(moved);
            LOG.info("{} rejections are superseded by other attempts of their ticks, and resolved", moved);
        }
    }
}
