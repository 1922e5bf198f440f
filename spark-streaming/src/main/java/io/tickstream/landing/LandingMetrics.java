package io.tickstream.landing;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.InstantSource;
import java.util.Map;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.sql.streaming.SourceProgress;
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

    private static final ObjectMapper JSON = new ObjectMapper();

    private final InstantSource clock;
    private final MetricRegistry registry = new MetricRegistry();
    private volatile Landed landed = Landed.NOTHING;
    private volatile long offsetsBehind = UNKNOWN;
    private volatile long lastBatchId = UNKNOWN;
    private volatile long lastBatchMillis = UNKNOWN;
    private volatile long lastProgressAt = UNKNOWN;

    LandingMetrics(InstantSource clock) {
        this.clock = clock;
        gauge("offsets_behind", () -> offsetsBehind);
        gauge("rows_landed", () -> landed.companies());
        gauge("ticks_landed", () -> landed.ticks());
        gauge("rows_rejected", () -> landed.rejections());
        gauge("last_batch_id", () -> lastBatchId);
        gauge("last_batch_ms", () -> lastBatchMillis);
        gauge("last_progress_at", () -> lastProgressAt);
    }

    private void gauge(String name, Gauge<Long> gauge) {
        registry.register(name, gauge);
    }

    /** Counts what a batch has written. Only one batch runs at a time. */
    synchronized void count(Landed batch) {
        landed = landed.plus(batch);
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
        for (SourceProgress source : progress.sources()) {
            offsetsBehind = behind(source.endOffset(), source.latestOffset());
        }
    }

    /** Every ten seconds while nothing new is on the topics, hence nothing is behind. */
    @Override
    public void onQueryIdle(QueryIdleEvent event) {
        offsetsBehind = 0;
        lastProgressAt = clock.millis();
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {}

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
