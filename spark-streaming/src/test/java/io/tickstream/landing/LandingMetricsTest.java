package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.landing.rollup.Update;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.spark.sql.streaming.StreamingQueryListener.QueryIdleEvent;
import org.junit.jupiter.api.Test;

class LandingMetricsTest {
    private final LandingMetrics metrics = new LandingMetrics(InstantSource.fixed(Events.SLOT), Duration.ofSeconds(2));

    @Test
    void counts_from_zero_and_knows_nothing_of_a_batch_before_the_first() {
        assertThat(gauges())
                .contains(
                        Map.entry("offsets_behind", -1L),
                        Map.entry("batch_landing_ms", -1L),
                        Map.entry("batch_commit_ms", -1L),
                        Map.entry("freshness_max_ms", -1L),
                        Map.entry("state_rows", 0L),
                        Map.entry("input_rows_per_second", -1.0),
                        Map.entry("rows_landed", 0L),
                        Map.entry("ticks_landed", 0L),
                        Map.entry("rows_rejected", 0L),
                        Map.entry("last_batch_id", -1L),
                        Map.entry("last_batch_ms", -1L),
                        Map.entry("trigger_ms", 2000L),
                        Map.entry("last_progress_at", -1L));
    }

    @Test
    void counts_what_batches_have_landed() {
        metrics.count(landed(new Landed(10, 1, 0)));
        metrics.count(landed(new Landed(10, 1, 2)));
        assertThat(gauges())
                .containsEntry("rows_landed", 20L)
                .containsEntry("ticks_landed", 2L)
                .containsEntry("rows_rejected", 2L);
    }

    @Test
    void shows_how_old_the_companies_of_the_last_batch_were_when_they_could_be_seen() {
        metrics.count(landed(new Landed(3, 0, 0), 100, 120, 900));
        assertThat((long) gauges().get("freshness_p50_ms")).isBetween(119L, 121L);
        assertThat((long) gauges().get("freshness_max_ms")).isBetween(896L, 904L); // two digits

        metrics.count(landed(new Landed(0, 1, 0)));
        assertThat((long) gauges().get("freshness_max_ms")).isBetween(896L, 904L);
    }

    @Test
    void counts_what_the_rollups_did_and_keeps_it_through_batches_without_companies() {
        assertThat(gauges()).containsEntry("rollup_ms", -1L).containsEntry("rollup_minutes", 0L);
        metrics.count(new Update(3, 1, 7, 0), 40, Duration.ofMillis(12));
        metrics.count(new Update(2, 0, 0, 0), 55, Duration.ofMillis(8));
        metrics.count(Update.NOTHING, 55, Duration.ZERO);
        assertThat(gauges())
                .containsEntry("rollup_minutes", 5L)
                .containsEntry("rollup_minutes_recomputed", 1L)
                .containsEntry("rollup_late_rows", 7L)
                .containsEntry("rollup_groups_kept", 55L)
                .containsEntry("rollup_ms", 8L);
    }

    private static Freshness landed(Landed landed, long... ages) {
        Freshness freshness = new Freshness(landed, Freshness.nothing().ages());
        LongStream.of(ages).forEach(freshness.ages()::recordValue);
        return freshness;
    }

    @Test
    void an_idle_query_has_nothing_behind() {
        metrics.onQueryIdle(new QueryIdleEvent(UUID.randomUUID(), UUID.randomUUID(), Events.SLOT.toString()));
        assertThat(gauges())
                .containsEntry("offsets_behind", 0L)
                .containsEntry("last_progress_at", Events.SLOT.toEpochMilli());
    }

    @Test
    void what_is_behind_is_summed_over_topics_and_partitions() {
        assertThat(LandingMetrics.behind(
                        "{\"companies_created\":{\"0\":10,\"1\":5},\"ticks\":{\"0\":1}}",
                        "{\"companies_created\":{\"0\":30,\"1\":5,\"2\":7},\"ticks\":{\"0\":2}}"))
                .isEqualTo(20 + 7 + 1);
    }

    @Test
    void what_spark_does_not_tell_is_unknown() {
        assertThat(LandingMetrics.behind(null, "{}")).isEqualTo(LandingMetrics.UNKNOWN);
        assertThat(LandingMetrics.behind("{}", null)).isEqualTo(LandingMetrics.UNKNOWN);
    }

    private Map<String, Object> gauges() {
        Map<String, Object> values = new HashMap<>();
        metrics.metricRegistry().getGauges().forEach((name, gauge) -> values.put(name, gauge.getValue()));
        return values;
    }
}
