package io.tickstream.landing.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollupsTest {
    private static final long SLOT = Instant.parse("2026-01-31T23:58:30Z").toEpochMilli();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final List<String> SECTORS = List.of("Retail", "Finance", "");

    private final Random random = new Random(1);
    private final MemoryTables tables = new MemoryTables(random);
    private Instant now = Instant.parse("2027-01-31T00:00:00Z");
    private Rollups rollups = started(Optional.empty());

    private record Delivery(UUID tick, UUID id, Company company) {}

    @Test
    void new_ticks_are_added_to_what_is_written() throws InterruptedException {
        apply(tick(SLOT, 10));
        assertThat(apply(tick(SLOT + 10_000, 10))).isEqualTo(new Update(1, 0, 0, 0));
        assertThat(apply(tick(SLOT + 120_000, 10))).isEqualTo(new Update(1, 0, 0, 0)); // past midnight
        assertThat(tables.contents()).isEqualTo(tables.expected()).hasSizeGreaterThan(20);
    }

    @Test
    void a_tick_that_is_delivered_again_with_other_content_changes_nothing() throws InterruptedException {
        List<Delivery> tick = tick(SLOT, 10);
        apply(tick(SLOT, 10));
        apply(tick);
        var before = tables.contents();
        List<Delivery> again = new ArrayList<>();
        tick.forEach(each -> again.add(new Delivery(each.tick(), each.id(), company(SLOT))));
        assertThat(apply(again)).isEqualTo(new Update(1, 1, 0, 0));
        assertThat(tables.contents()).isEqualTo(before).isEqualTo(tables.expected());
    }

    @Test
    void a_minute_that_is_delivered_again_as_a_whole_need_not_be_read_again() throws InterruptedException {
        apply(tick(SLOT - DAY, 1));
        List<Delivery> minute = new ArrayList<>(tick(SLOT, 10));
        minute.addAll(tick(SLOT + 10_000, 10));
        apply(minute.subList(0, 7));
        assertThat(apply(minute)).isEqualTo(new Update(1, 0, 0, 0));
        assertThat(tables.contents()).isEqualTo(tables.expected());
    }

    /** The batch before may have died between its index and its sums. */
    @Test
    void the_first_batch_trusts_no_sums() throws InterruptedException {
        apply(tick(SLOT, 10));
        rollups = started(Optional.empty());
        assertThat(apply(tick(SLOT, 10))).isEqualTo(new Update(1, 1, 0, 0));
    }

    @Test
    void a_tick_may_be_split_over_batches() throws InterruptedException {
        List<Delivery> tick = tick(SLOT, 10);
        apply(tick(SLOT, 3));
        apply(tick.subList(0, 4));
        apply(tick.subList(4, 10));
        assertThat(tables.contents()).isEqualTo(tables.expected());
    }

    /** As when somebody repeats a tick by hand after the function has forgotten when it was first asked for. */
    @Test
    void a_tick_that_is_delivered_again_with_another_slot_stays_where_it_was() throws InterruptedException {
        List<Delivery> tick = tick(SLOT, 10);
        apply(tick.subList(0, 5));
        List<Delivery> again = new ArrayList<>();
        tick.forEach(each -> again.add(new Delivery(each.tick(), each.id(), company(SLOT + 3 * DAY))));
        apply(again);
        assertThat(tables.contents()).isEqualTo(tables.expected());
    }

    @Test
    void a_tick_that_two_tasks_have_part_of_is_read_again() throws InterruptedException {
        apply(tick(SLOT - DAY, 1));
        List<Delivery> tick = tick(SLOT, 10);
        tick.subList(0, 5).forEach(this::land);
        List<MinutePart> early = tables.parts(ticks(tick));
        tick.forEach(this::land);
        assertThat(rollups.apply(List.of(early, tables.parts(ticks(tick))))).isEqualTo(new Update(1, 1, 0, 0));
        assertThat(tables.contents()).isEqualTo(tables.expected());
    }

    @Test
    void what_is_gone_from_the_companies_is_gone_from_a_minute_that_is_recomputed() throws InterruptedException {
        List<Delivery> gone = tick(SLOT, 10);
        List<Delivery> tick = tick(SLOT, 1);
        apply(gone);
        apply(tick);
        tables.forget(gone.get(0).tick());
        apply(tick);
        assertThat(tables.contents()).isEqualTo(tables.expected()).hasSize(1 + 3 * 3);
    }

    @Test
    void what_is_too_late_is_not_counted_and_how_much_is_told() throws InterruptedException {
        rollups = started(Optional.of(Duration.ofMinutes(10)));
        apply(tick(SLOT, 10));
        var before = tables.contents();
        assertThat(apply(tick(SLOT - Duration.ofMinutes(11).toMillis(), 7))).isEqualTo(new Update(0, 0, 7, 0));
        assertThat(tables.contents()).containsAllEntriesOf(before).hasSize(before.size() + 1); // landed, for the ledger
        assertThat(apply(tick(SLOT - Duration.ofMinutes(9).toMillis(), 7)).minutes())
                .isEqualTo(1);
        rollups = started(Optional.of(Duration.ofMinutes(10))); // started again
        assertThat(apply(tick(SLOT - Duration.ofMinutes(11).toMillis(), 3)).lateRows())
                .isEqualTo(3);
    }

    @Test
    void a_tick_in_the_future_makes_no_other_late() throws InterruptedException {
        now = Instant.ofEpochMilli(SLOT);
        rollups = started(Optional.of(Duration.ofMinutes(10)));
        apply(tick(SLOT + HOUR, 10));
        apply(tick(SLOT + 400 * DAY, 10));
        assertThat(apply(tick(SLOT, 10)).lateRows()).isZero();
        assertThat(tables.contents()).isEqualTo(tables.expected());

        apply(tick(SLOT + 60_000, 10)); // a clock that runs ahead, and more than one day's minutes in the future
        rollups = started(Optional.of(Duration.ofMinutes(10)));
        assertThat(apply(tick(SLOT - Duration.ofMinutes(9).toMillis(), 10)).lateRows())
                .isZero();
        assertThat(apply(tick(SLOT - Duration.ofMinutes(11).toMillis(), 3)).lateRows())
                .isEqualTo(3);
    }

    /** What waited in Kafka meanwhile is not late, since nothing newer has landed yet. */
    @Test
    void after_an_outage_a_tick_from_what_was_the_future_makes_no_other_late() throws InterruptedException {
        now = Instant.ofEpochMilli(SLOT);
        rollups = started(Optional.of(Duration.ofMinutes(10)));
        apply(tick(SLOT, 10));
        apply(tick(SLOT + 400 * DAY, 10));
        now = now.plus(Duration.ofDays(1));
        rollups = started(Optional.of(Duration.ofMinutes(10)));
        assertThat(apply(tick(SLOT + HOUR, 10)).lateRows()).isZero();
        assertThat(tables.contents()).isEqualTo(tables.expected());
    }

    @Test
    void where_all_of_today_is_in_the_future_yesterday_is_the_newest() throws InterruptedException {
        now = Instant.ofEpochMilli(SLOT);
        rollups = started(Optional.of(Duration.ofMinutes(10)));
        apply(tick(SLOT - DAY, 10));
        apply(tick(SLOT + 60_000, 10)); // still today
        rollups = started(Optional.of(Duration.ofMinutes(10)));
        assertThat(apply(tick(SLOT - DAY, 1)).lateRows()).isZero();
        assertThat(apply(tick(SLOT - DAY - Duration.ofMinutes(11).toMillis(), 1))
                        .lateRows())
                .isEqualTo(1);
    }

    @Test
    void what_was_emptied_is_filled_again_hour_by_hour() throws InterruptedException {
        Set<UUID> ticks = new HashSet<>();
        for (int hour = 0; hour < 3; hour++) {
            List<Delivery> tick = tick(SLOT + hour * HOUR, 10);
            apply(tick);
            ticks.addAll(ticks(tick));
        }
        tables.truncateRollups();
        tables.replayed(ticks);

        assertThat(rollups.recomputeRequested(() -> false)).isEqualTo(new Update(1, 1, 0, 1));
        assertThat(tables.requests()).hasSize(2);
        apply(tick(SLOT + HOUR, 5)); // the job goes on meanwhile, in a minute of which much is missing yet
        rollups.recomputeRequested(() -> true);

        assertThat(tables.requests()).isEmpty();
        assertThat(tables.contents()).isEqualTo(tables.expected()).hasSizeGreaterThan(20);
    }

    @Test
    void an_hour_that_is_recomputed_loses_what_is_gone_and_gains_what_came_too_late() throws InterruptedException {
        rollups = started(Optional.of(Duration.ofMinutes(10)));
        List<Delivery> gone = tick(SLOT - HOUR, 10);
        apply(gone);
        apply(tick(SLOT, 10));
        apply(tick(SLOT - HOUR + 60_000, 7));
        tables.forget(gone.get(0).tick());
        tables.request(Tally.minuteOf(SLOT) - HOUR); // not on the hour: the hour that it is in

        assertThat(rollups.recomputeRequested(() -> true)).isEqualTo(new Update(2, 2, 0, 1));
        assertThat(tables.contents()).isEqualTo(tables.expected());
    }

    @Test
    void an_hour_that_cannot_be_read_now_lets_batches_pass_and_is_read_later() throws InterruptedException {
        List<Delivery> emptied = tick(SLOT, 10);
        apply(emptied);
        tables.truncateRollups();
        tables.replayed(ticks(emptied));
        tables.unreadable(emptied.get(0).tick());

        assertThatThrownBy(() -> rollups.recomputeRequested(() -> true)).isInstanceOf(MemoryTables.Unanswered.class);
        rollups.forget();
        apply(tick(SLOT + HOUR, 10));

        assertThat(tables.requests()).hasSize(1);
        tables.unreadable(null);
        rollups.recomputeRequested(() -> true);
        assertThat(tables.requests()).isEmpty();
        assertThat(tables.contents()).isEqualTo(tables.expected());
    }

    @Test
    void an_empty_batch_changes_nothing() throws InterruptedException {
        assertThat(rollups.apply(List.of(List.of(), List.of()))).isEqualTo(Update.NOTHING);
        assertThat(tables.contents()).isEmpty();
    }

    /** Splits, repetitions with other content and slots, late ticks of any day, and power cuts within batches. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatever_happens_the_tables_are_what_a_recomputation_makes_of_the_companies(int seed)
            throws InterruptedException {
        random.setSeed(seed);
        List<Delivery> sent = new ArrayList<>();
        int cuts = 0;
        for (int batch = 0; batch < 60; batch++) {
            List<Delivery> deliveries = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                long slot =
                        SLOT + random.nextInt(12) * 10_000L - (random.nextInt(4) == 0 ? random.nextInt(9) * DAY : 0);
                deliveries.addAll(tick(slot, 1 + random.nextInt(5)));
            }
            deliveries.removeIf(each -> random.nextInt(5) == 0);
            for (int i = random.nextInt(8); i > 0 && !sent.isEmpty(); i--) {
                Delivery again = sent.get(random.nextInt(sent.size()));
                long slot = again.company().slot() + (random.nextBoolean() ? 0 : random.nextInt(3) * 40_000L);
                UUID id = random.nextBoolean() ? again.id() : id();
                deliveries.add(new Delivery(again.tick(), id, company(slot)));
            }
            sent.addAll(deliveries);
            if (random.nextInt(3) == 0) {
                tables.cutPowerAt(random.nextInt(2));
            }
            cuts += applyThroughPowerCuts(deliveries);
            if (random.nextInt(6) == 0) {
                cuts += emptyAndReplay(sent);
            }
            assertThat(tables.contents()).as("batch %d", batch).isEqualTo(tables.expected());
        }
        assertThat(cuts).isPositive();
    }

    private int applyThroughPowerCuts(List<Delivery> deliveries) throws InterruptedException {
        for (int cuts = 0; ; cuts++) {
            try {
                apply(deliveries);
                return cuts;
            } catch (MemoryTables.PowerCut e) {
                rollups = started(Optional.empty());
            }
        }
    }

    private int emptyAndReplay(List<Delivery> sent) throws InterruptedException {
        tables.truncateRollups();
        tables.replayed(ticks(sent));
        tables.cutPowerAt(random.nextInt(4));
        for (int cuts = 0; ; cuts++) {
            try {
                rollups.recomputeRequested(() -> true);
                tables.cutPowerAt(Integer.MAX_VALUE);
                return cuts;
            } catch (MemoryTables.PowerCut e) {
                rollups.forget();
            }
        }
    }

    private Rollups started(Optional<Duration> maxLateness) {
        return new Rollups(tables, maxLateness, () -> now);
    }

    private Update apply(List<Delivery> batch) throws InterruptedException {
        batch.forEach(this::land);
        List<UUID> ticks = new ArrayList<>(ticks(batch));
        int half = ticks.size() / 2;
        return rollups.apply(
                List.of(tables.parts(ticks.subList(0, half)), tables.parts(ticks.subList(half, ticks.size()))));
    }

    private void land(Delivery delivery) {
        tables.land(delivery.tick(), delivery.id(), delivery.company());
    }

    private static Set<UUID> ticks(Collection<Delivery> batch) {
        Set<UUID> ticks = new HashSet<>();
        batch.forEach(each -> ticks.add(each.tick()));
        return ticks;
    }

    private List<Delivery> tick(long slot, int companies) {
        UUID tick = id();
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < companies; i++) {
            deliveries.add(new Delivery(tick, id(), company(slot)));
        }
        return deliveries;
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private Company company(long slot) {
        return new Company(
                slot,
                SECTORS.get(random.nextInt(SECTORS.size())),
                random.nextBoolean() ? "Chile" : null,
                1 + random.nextInt(400),
                random.nextDouble(1e4, 1e6),
                random.nextDouble(1e5, 5e6),
                random.nextDouble(1e6, 1e7));
    }
}
