package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickstream.landing.LeaseTable.Driver;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final Right CHECKPOINT = Right.toCheckpoint(UUID.randomUUID());
    private static final Right ROLLUPS = Right.toRollups();
    private static final List<UUID> BOTH = List.of(CHECKPOINT.id(), ROLLUPS.id());
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(20));
    private static final Driver OTHER = new Driver(UUID.randomUUID(), "app-7, process 8 on host-9");

    private final MemoryLeaseTable table = new MemoryLeaseTable();
    private long beat;

    @Test
    void rights_that_nobody_has_are_taken_at_once() throws InterruptedException {
        take().confirm(PATIENCE);
        assertThat(table.passed()).isZero();
        assertThat(table.entry(CHECKPOINT.id()).driver())
                .isEqualTo(table.entry(ROLLUPS.id()).driver());
    }

    @Test
    void a_driver_that_was_killed_is_waited_for_once_however_many_rights_it_had() throws InterruptedException {
        BOTH.forEach(right -> table.takeAway(right, OTHER));
        take().confirm(PATIENCE);
        assertThat(table.passed()).isBetween(Lease.SILENCE, Lease.SILENCE.plusSeconds(1));
    }

    @Test
    void a_driver_that_has_ended_is_not_waited_for() throws InterruptedException {
        take().close();
        take().confirm(PATIENCE);
        assertThat(table.passed()).isZero();
    }

    @Test
    void a_second_job_on_a_checkpoint_of_its_own_is_told_to_leave_the_rollups_alone() {
        table.takeAway(ROLLUPS.id(), OTHER);
        table.every(Lease.BEAT, () -> beat(ROLLUPS.id()));
        assertThatThrownBy(this::take)
                .isInstanceOf(Lease.Held.class)
                .hasMessageStartingWith("Another job keeps the rollups: app-7, process 8 on host-9, since ")
                .hasMessageEndingWith("set spark.tickstream.rollups=false for all jobs but one");
        assertThat(table.passed()).isBetween(Lease.BEAT, Lease.BEAT.plusSeconds(1));
        assertThat(table.entry(CHECKPOINT.id())).isNull();
        assertThat(table.closed()).isTrue();
    }

    @Test
    void a_second_job_without_rollups_lands_beside_the_first() throws InterruptedException {
        table.takeAway(ROLLUPS.id(), OTHER);
        table.every(Lease.BEAT, () -> beat(ROLLUPS.id()));
        Lease.take(table, List.of(CHECKPOINT), "here", PATIENCE, table).confirm(PATIENCE);
        assertThat(table.passed()).isZero();
    }

    /** Its two beats do not come in the same instant. */
    @Test
    void a_second_driver_on_a_checkpoint_is_told_of_the_checkpoint_first() {
        BOTH.forEach(right -> table.takeAway(right, OTHER));
        table.every(Lease.BEAT, () -> beat(ROLLUPS.id()));
        assertThatThrownBy(this::take)
                .isInstanceOf(Lease.Held.class)
                .hasMessageStartingWith("Another driver lands from this checkpoint: app-7");
    }

    /** Otherwise either might end for the other's sake. */
    @Test
    void of_two_successors_who_misses_the_checkpoint_leaves_the_rollups() {
        Driver rival = new Driver(UUID.randomUUID(), "rival");
        BOTH.forEach(right -> table.takeAway(right, OTHER));
        table.beforePass(() -> {
            table.takeAway(CHECKPOINT.id(), rival);
            table.every(Lease.BEAT, () -> table.beat(List.of(CHECKPOINT.id()), ++beat, rival));
        });
        assertThatThrownBy(this::take).isInstanceOf(Lease.Held.class).hasMessageContaining("checkpoint: rival");
        assertThat(table.entry(ROLLUPS.id()).driver()).isEqualTo(OTHER);
    }

    /** It has lost the checkpoint already, so that it is about to end. */
    @Test
    void a_driver_that_wakes_up_between_two_rights_does_not_keep_the_second() throws InterruptedException {
        BOTH.forEach(right -> table.takeAway(right, OTHER));
        table.afterPass(() -> beat(ROLLUPS.id()));
        take().confirm(PATIENCE);
        assertThat(table.passed()).isLessThan(Lease.SILENCE.multipliedBy(2).plusSeconds(1));
    }

    @Test
    void losing_one_right_is_losing_all() throws InterruptedException {
        Lease lease = take();
        AtomicInteger told = new AtomicInteger();
        lease.whenLost(told::incrementAndGet);
        table.takeAway(ROLLUPS.id(), OTHER);

        assertThatThrownBy(() -> lease.confirm(PATIENCE))
                .isInstanceOf(Lease.Lost.class)
                .hasMessageContaining("taken over the rollups", "app-7");
        table.pause(Lease.SILENCE);

        assertThat(told).hasValue(1);
        assertThat(lease.lost()).isPresent();
        lease.close();
        assertThat(table.entry(CHECKPOINT.id()).released()).isTrue();
        assertThat(table.entry(ROLLUPS.id()).released()).isFalse();
    }

    /** A start may take longer than others wait. */
    @Test
    void a_lease_beats_from_the_beginning() throws InterruptedException {
        Lease lease = take();
        table.pause(Lease.SILENCE);
        assertThat(BOTH).allSatisfy(right -> assertThat(table.entry(right).beat())
                .isEqualTo(Lease.SILENCE.dividedBy(Lease.BEAT)));
        lease.close();
    }

    @Test
    void a_right_beats_while_the_next_one_is_waited_for() throws InterruptedException {
        BOTH.forEach(right -> table.takeAway(right, OTHER));
        table.afterPass(() -> beat(ROLLUPS.id())); // woke up, and is waited for again
        take();
        assertThat(table.entry(CHECKPOINT.id()).beat()).isEqualTo(Lease.SILENCE.dividedBy(Lease.BEAT));
    }

    @Test
    void a_lease_that_was_lost_before_the_query_was_there_is_told_when_it_is() throws InterruptedException {
        Lease lease = take();
        table.takeAway(CHECKPOINT.id(), OTHER);
        table.pause(Lease.BEAT);
        AtomicInteger told = new AtomicInteger();

        lease.whenLost(told::incrementAndGet);

        assertThat(told).hasValue(1);
        table.pause(Lease.SILENCE);
        assertThat(told).hasValue(1);
    }

    private Lease take() throws InterruptedException {
        return Lease.take(table, List.of(CHECKPOINT, ROLLUPS), "here", PATIENCE, table);
    }

    private void beat(UUID right) {
        table.beat(List.of(right), ++beat, OTHER);
    }
}
