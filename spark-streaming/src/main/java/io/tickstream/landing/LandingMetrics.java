package io.tickstream.landing;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.landing.rollup.Update;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.sql.streaming.SourceProgress;
import org.apache.spark.sql.streaming.StateOperatorProgress;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/**
 * The job in numbers, as source "tickstream" of the driver's metrics: every sink of Spark's shows them, and so does
 * {@code http://driver:4040/metrics/json} and, for Prometheus, {@code /metrics/prometheus}. Counts begin at 0 with each start of the driver.
 */
final class LandingMetrics extends StreamingQueryListener implements Source {
    static final String NAME = "tickstream";

    /** What a gauge shows while there is nothing to show. */
    static final long UNKNOWN = -1;

    /** What Spark says of a batch's phases, and how we call them. */
    private static final Map<String, String> PHASES = Map.of(
            "latestOffset", "latest_offset",
            "walCommit", "begin",
            "getBatch", "get_batch",
            "queryPlanning", "planning",
            "addBatch", "landing",
            "commitOffsets", "commit");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final InstantSource clock;
    private final MetricRegistry registry = new MetricRegistry();
    private volatile Landed landed = Landed.NOTHING;
    private volatile long superseded;
    private volatile long offsetsBehind = UNKNOWN;
    private volatile long lastBatchId = UNKNOWN;
    private volatile long lastBatchMillis = UNKNOWN;
    private volatile long lastProgressAt = UNKNOWN;
    private volatile double inputRowsPerSecond = UNKNOWN;
    private volatile double processedRowsPerSecond = UNKNOWN;
    private volatile long stateRows;
    private volatile long stateBytes;
    private volatile long freshnessMedian = UNKNOWN;
    private volatile long freshnessMax = UNKNOWN;
    private volatile Update rolledUp = Update.NOTHING;
    private volatile long rollupGroups;
    private volatile long rollupMillis = UNKNOWN;
    private final Map<String, Long> phases = new ConcurrentHashMap<>();

    /** @param trigger between the starts of two batches; a batch should take less */
    LandingMetrics(InstantSource clock, Duration trigger) {
        this.clock = clock;
        gauge("trigger_ms", trigger::toMillis);
        gauge("offsets_behind", () -> offsetsBehind);
        gauge("rows_landed", () -> landed.companies());
        gauge("ticks_landed", () -> landed.ticks());
        gauge("rows_rejected", () -> landed.rejections());
        gauge("rejections_superseded", () -> superseded);
        gauge("last_batch_id", () -> lastBatchId);
        gauge("last_batch_ms", () -> lastBatchMillis);
        gauge("last_progress_at", () -> lastProgressAt);
        gauge("input_rows_per_second", () -> inputRowsPerSecond);
        gauge("processed_rows_per_second", () -> processedRowsPerSecond);
        gauge("state_rows", () -> stateRows);
        gauge("state_bytes", () -> stateBytes);
        gauge("freshness_p50_ms", () -> freshnessMedian);
        gauge("freshness_max_ms", () -> freshnessMax);
        gauge("rollup_minutes", () -> rolledUp.minutes());
        gauge("rollup_minutes_recomputed", () -> rolledUp.recomputed());
        gauge("rollup_late_rows", () -> rolledUp.lateRows());
        gauge("rollup_hours_requested", () -> rolledUp.requests());
        gauge("rollup_groups_kept", () -> rollupGroups);
        gauge("rollup_ms", () -> rollupMillis);
        PHASES.forEach(
                (phase, name) -> gauge("batch_%s_ms".formatted(name), () -> phases.getOrDefault(phase, UNKNOWN)));
    }

    private void gauge(String name, Gauge<? extends Number> gauge) {
        registry.register(name, gauge);
    }

    /** Counts what a batch has written. Only one batch runs at a time. */
    synchronized void count(Freshness batch) {
        landed = landed.plus(batch.landed());
        if (batch.isKnown()) {
            freshnessMedian = batch.medianMillis();
            freshnessMax = batch.maxMillis();
        }
    }

    /** Counts rejections that were resolved since another attempt of their tick has outdone theirs. */
    synchronized void countSuperseded(int rejections) {
        superseded += rejections;
    }

    /**
     * Counts what a batch has changed of the rollups.
     *
     * @param groups how many are kept in memory
     * @param took from the end of landing
     */
    synchronized void count(Update update, long groups, Duration took) {
        if (!update.equals(Update.NOTHING)) {
            rolledUp = rolledUp.plus(update);
            rollupGroups = groups;
            rollupMillis = took.toMillis();
        }
    }

    /** Counts hours that were recomputed between batches. */
    synchronized void countRequested(Update update, long groups) {
        if (!update.equals(Update.NOTHING)) {
            rolledUp = rolledUp.plus(update);
            rollupGroups = groups;
        }
    }

    @Override
    public String sourceName() {
        return NAME;
    }

    @Override
    public MetricRegistry metricRegistry() {
        return registry;
    }

    @Override
    public void onQueryStarted(QueryStartedEvent event) {}

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        StreamingQueryProgress progress = event.progress();
        lastBatchId = progress.batchId();
        lastBatchMillis = progress.batchDuration();
        lastProgressAt = clock.millis();
        inputRowsPerSecond = finite(progress.inputRowsPerSecond());
        processedRowsPerSecond = finite(progress.processedRowsPerSecond());
        phases.putAll(progress.durationMs());
        stateRows = Arrays.stream(progress.stateOperators())
                .mapToLong(StateOperatorProgress::numRowsTotal)
                .sum();
        stateBytes = Arrays.stream(progress.stateOperators())
                .mapToLong(StateOperatorProgress::memoryUsedBytes)
                .sum();
        for (SourceProgress source : progress.sources()) {
            offsetsBehind = behind(source.endOffset(), source.latestOffset());
        }
    }

    /** Every ten seconds while nothing new is on the topics, hence nothing is behind. */
    @Override
    public void onQueryIdle(QueryIdleEvent event) {
        offsetsBehind = 0;
        inputRowsPerSecond = 0;
        processedRowsPerSecond = 0;
        lastProgressAt = clock.millis();
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}

    /** Spark divides by the time since the last batch, which the first one has not. */
    private static double finite(double rate) {
        return Double.isFinite(rate) ? rate : UNKNOWN;
    }

    /**
     * Returns how many records the topics hold beyond the offsets that have landed.
     *
     * @param end as Spark writes offsets: {"topic":{"partition":offset}}
     * @param latest the same, at the time of the batch
     */
    static long behind(String end, String latest) {
        if (end == null || latest == null) {
            return UNKNOWN;
        }
        try {
            JsonNode landed = JSON.readTree(end);
            long behind = 0;
            for (Map.Entry<String, JsonNode> topic : JSON.readTree(latest).properties()) {
                for (Map.Entry<String, JsonNode> partition : topic.getValue().properties()) {
                    long next =
                            landed.path(topic.getKey()).path(partition.getKey()).asLong();
                    behind += partition.getValue().asLong() - next;
                }
            }
            return behind;
        } catch (JsonProcessingException e) {
            return UNKNOWN;
        }
    }
}
