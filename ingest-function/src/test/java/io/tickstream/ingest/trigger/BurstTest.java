package io.tickstream.ingest.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.avro.TickReceipt;
import io.tickstream.ingest.source.Fetch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurstTest {
    private static final Instant MINUTE = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"0, PT10S, 6", "59, PT10S, 6", "59, PT1S, 60", "30, PT1M, 1", "7, PT12S, 5"})
    void has_every_slot_of_its_minute_whenever_in_it_it_is_started(long second, Duration period, int slots) {
        List<Instant> marks = Burst.slots(MINUTE.plusSeconds(second).plusMillis(999), period);

        assertThat(marks).hasSize(slots).startsWith(MINUTE).isSorted();
        assertThat(marks.get(slots - 1)).isEqualTo(MINUTE.plusSeconds(60).minus(period));
    }

    /** At second 59 every slot is past, so that nothing is waited for. */
    @Test
    void makes_all_past_slots_at_once_and_waits_for_their_receipts() throws InterruptedException {
        BurstOfFakes burst = new BurstOfFakes(MINUTE.plusSeconds(59));

        assertThat(burst.run()).isEmpty();
        assertThat(burst.kafka().landedReceipts())
                .extracting(TickReceipt::getSlot)
                .isEqualTo(Burst.slots(MINUTE, Duration.ofSeconds(10)));
        assertThat(burst.kafka().landedReceipts())
                .extracting(receipt -> receipt.getTrigger().toString())
                .containsOnly("cron");
    }

    @Test
    void makes_the_same_ticks_when_two_bursts_overlap() throws InterruptedException {
        BurstOfFakes burst = new BurstOfFakes(MINUTE.plusSeconds(59));
        burst.run();
        burst.run();
        assertThat(burst.kafka().landedReceipts().stream()
                        .map(TickReceipt::getId)
                        .distinct())
                .hasSize(6);
    }

    @Test
    void tells_which_ticks_failed_and_why() throws InterruptedException {
        BurstOfFakes burst = new BurstOfFakes(MINUTE.plusSeconds(59));
        burst.source().brings(tick -> new Fetch.Unavailable("down", OptionalInt.empty(), Optional.empty()));

        assertThat(burst.run()).hasSize(6).first().isEqualTo("tick 2026-11-22T12:00:00Z: source_unavailable: down");
    }

    @Test
    void tells_how_many_receipts_did_not_reach_kafka() throws InterruptedException {
        BurstOfFakes burst = new BurstOfFakes(MINUTE.plusSeconds(59));
        burst.kafka().goesAway();

        assertThat(burst.run())
                .last()
                .asString()
                .startsWith("6 receipts did not reach Kafka")
                .contains("Kafka is away");
    }

    @Test
    void makes_no_tick_that_fails_while_the_schedule_is_paused() throws InterruptedException {
        BurstOfFakes burst = new BurstOfFakes(MINUTE.plusSeconds(59));
        burst.schedule().holds("paused");

        assertThat(burst.run()).isEmpty();
        assertThat(burst.kafka().landedReceipts())
                .extracting(receipt -> receipt.getOutcome().toString())
                .hasSize(6)
                .containsOnly("paused");
    }

    @Test
    void ends_when_it_is_told_to_stop_although_marks_are_to_come() throws InterruptedException {
        BurstOfFakes burst = new BurstOfFakes(MINUTE.plusSeconds(5));
        burst.stop();

        assertThat(burst.run()).containsExactly("told to stop after 0 of 6 ticks");
    }
}
