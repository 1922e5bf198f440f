package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Topic;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LandedTableTest {
    @Test
    void the_first_delivery_of_a_company_is_written_with_the_greater_time() throws Exception {
        Cells company = event(Topic.COMPANIES_CREATED, Events.company());
        long first = LandedTable.COMPANIES.writeTime(company, record(Topic.COMPANIES_CREATED, 7));
        long second = LandedTable.COMPANIES.writeTime(company, record(Topic.COMPANIES_CREATED, 8));
        assertThat(first).isGreaterThan(second);
    }

    @ParameterizedTest
    @EnumSource(LandedTable.class)
    void a_replay_is_written_with_the_same_time(LandedTable table) throws Exception {
        Cells event = event(table.topic(), eventOf(table.topic()));
        assertThat(table.writeTime(event, record(table.topic(), 7)))
                .isEqualTo(table.writeTime(event, record(table.topic(), 7)));
    }

    /** Or a DELETE by hand, which is written with the present, would have no effect. */
    @ParameterizedTest
    @EnumSource(LandedTable.class)
    void a_row_is_written_in_the_past_whatever_the_offset(LandedTable table) throws Exception {
        Cells event = event(table.topic(), eventOf(table.topic()));
        for (long offset : new long[] {0, 999, 1_000_000, 1_000_000_000_000L}) {
            assertThat(table.writeTime(event, record(table.topic(), offset)))
                    .isPositive()
                    .isLessThan(
                            TimeUnit.SECONDS.toMicros(Events.SLOT.plusSeconds(3).getEpochSecond()));
        }
    }

    @Test
    void the_receipt_that_finished_last_is_written_with_the_greater_time() throws Exception {
        Cells earlier = event(Topic.TICKS, Events.tick());
        Cells later = event(
                Topic.TICKS,
                Events.tick().set("finished_at", Events.SLOT.plusMillis(251).toEpochMilli()));
        assertThat(LandedTable.TICKS.writeTime(later, record(Topic.TICKS, 1)))
                .isGreaterThan(LandedTable.TICKS.writeTime(earlier, record(Topic.TICKS, 999)));
    }

    @Test
    void a_repetition_that_did_less_does_not_hide_that_the_tick_was_delivered() throws Exception {
        long delivered = LandedTable.TICKS.writeTime(event(Topic.TICKS, Events.tick()), record(Topic.TICKS, 1));
        long partly = laterReceipt("publish_failed", 3);
        long nothingToLand = laterReceipt("rejected", 0);
        long failed = laterReceipt("publish_failed", 0);
        long unavailable = laterReceipt("source_unavailable", 0);
        long skipped = laterReceipt("skipped_overlap", 0);

        assertThat(List.of(delivered, partly, nothingToLand, failed, unavailable, skipped))
                .isSortedAccordingTo(Comparator.reverseOrder())
                .doesNotHaveDuplicates();
        assertThat(laterReceipt("delivered", 3)).isGreaterThan(delivered);
        assertThat(laterReceipt("empty", 0)).isEqualTo(nothingToLand);
        assertThat(laterReceipt("paused", 0)).isEqualTo(skipped);
    }

    /** As when a trigger repeats, by way of another replica, what still runs: the skip is noted before the outcome. */
    @Test
    void a_tick_that_was_skipped_first_and_ended_later_shows_how_it_ended() throws Exception {
        Cells skipped = event(Topic.TICKS, Events.tick().set("outcome", "skipped_overlap"));
        long before = LandedTable.TICKS.writeTime(skipped, record(Topic.TICKS, 1));

        for (String outcome : new String[] {"delivered", "empty", "rejected", "source_unavailable", "publish_failed"}) {
            assertThat(laterReceipt(outcome, 0)).as(outcome).isGreaterThan(before);
        }
    }

    private static long laterReceipt(String outcome, int published) throws Exception {
        Cells receipt = event(
                Topic.TICKS,
                Events.tick()
                        .set("outcome", outcome)
                        .set("published", published)
                        .set("rejected", 0)
                        .set("finished_at", Events.SLOT.plusMillis(900).toEpochMilli()));
        return LandedTable.TICKS.writeTime(receipt, record(Topic.TICKS, 2));
    }

    @Test
    void two_receipts_of_one_millisecond_are_never_mixed_into_one_row() throws Exception {
        Cells receipt = event(Topic.TICKS, Events.tick());
        assertThat(LandedTable.TICKS.writeTime(receipt, record(Topic.TICKS, 1)))
                .isNotEqualTo(LandedTable.TICKS.writeTime(receipt, record(Topic.TICKS, 2)));
    }

    @Test
    void a_receipt_from_the_future_is_written_with_kafkas_time() throws Exception {
        Cells receipt = event(
                Topic.TICKS,
                Events.tick()
                        .set(
                                "finished_at",
                                Instant.parse("9999-01-01T00:00:00Z").toEpochMilli()));
        KafkaRecord record = record(Topic.TICKS, 0);
        assertThat(LandedTable.TICKS.writeTime(receipt, record))
                .isEqualTo(TimeUnit.MILLISECONDS.toMicros(record.timestamp().toEpochMilli()));
    }

    @Test
    void a_receipt_without_reason_wipes_out_an_earlier_ones() throws Exception {
        assertThat(value(LandedTable.TICKS, Events.tick(), "reason")).isEqualTo("");
        assertThat(value(LandedTable.TICKS, Events.tick(), "event_id")).isEqualTo("");
        assertThat(value(LandedTable.TICKS, Events.tick(), "source_status")).isEqualTo(0);
    }

    @Test
    void every_field_that_a_receipt_may_lack_has_something_in_its_place() throws Exception {
        assertThat(LandedTable.TICKS.values(event(Topic.TICKS, Events.tick()))).doesNotContainNull();
    }

    @Test
    void what_a_company_lacks_stays_unset() throws Exception {
        assertThat(value(LandedTable.COMPANIES, Events.company(), "email")).isNull();
    }

    @Test
    void a_tick_stands_under_the_day_of_its_slot_in_utc() throws Exception {
        GenericRecordBuilder lateAtNight =
                Events.tick().set("slot", Instant.parse("2026-01-02T23:59:50Z").toEpochMilli());
        assertThat(value(LandedTable.TICKS, lateAtNight, "day")).isEqualTo(LocalDate.parse("2026-01-02"));
    }

    @Test
    void every_column_is_bound_and_so_is_the_time() {
        assertThat(CassandraWriter.insertInto(LandedTable.REJECTED))
                .isEqualTo("INSERT INTO spark_streams.rejected (\"id\", \"at\", \"stage\", \"reason\", \"cause\","
                        + " \"tick_id\", \"source_url\", \"kafka_topic\", \"kafka_partition\", \"kafka_offset\","
                        + " \"schema_id\", \"payload\", \"payload_size\", \"day\")"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
    }

    private static Object value(LandedTable table, GenericRecordBuilder event, String column) throws Exception {
        ByteBuffer[] values = table.values(event(table.topic(), event));
        return Values.of(table.columns(), values)[table.columns().fieldIndex(column)];
    }

    private static GenericRecordBuilder eventOf(Topic topic) {
        return switch (topic) {
            case COMPANIES_CREATED -> Events.company();
            case TICKS -> Events.tick();
            case COMPANIES_REJECTED ->
                new GenericRecordBuilder(Topic.COMPANIES_REJECTED.schema())
                        .set("id", Events.COMPANY.toString())
                        .set("at", Events.SLOT.toEpochMilli())
                        .set("stage", "source")
                        .set("reason", "not_json")
                        .set("cause", "the answer is HTML")
                        .set("payload", ByteBuffer.allocate(0))
                        .set("payload_size", 0L);
        };
    }

    private static Cells event(Topic topic, GenericRecordBuilder event) throws Exception {
        return EventReader.of(topic.schema(), topic).read(Events.encode(event.build()), 0);
    }

    private static KafkaRecord record(Topic topic, long offset) {
        return new KafkaRecord(topic, 0, offset, Events.SLOT.plusSeconds(2), null, null);
    }
}
