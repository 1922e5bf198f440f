package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where other attempts are looked for. */
class SupersededRejectionsTest {
    private static final Instant SLOT = Instant.parse("2026-03-01T12:00:10Z");

    @Test
    void nothing_is_read_for_nothing() {
        assertThat(SupersededRejections.times(List.of())).isEmpty();
    }

    @Test
    void a_tick_of_the_clocks_has_one_slot() {
        assertThat(SupersededRejections.times(List.of(at(SLOT, false), at(SLOT.plusSeconds(10), false))))
                .containsExactly(SLOT, SLOT.plusSeconds(10));
    }

    /** Whatever the period was. */
    @Test
    void a_tick_by_hand_may_have_had_an_earlier_one() {
        SortedSet<Instant> times = SupersededRejections.times(List.of(at(SLOT, true)));

        assertThat(times).hasSize(601).contains(SLOT, SLOT.minusSeconds(1), SLOT.minusSeconds(10));
        assertThat(times.first()).isEqualTo(SLOT.minusSeconds(600));
        assertThat(times.last()).isEqualTo(SLOT);
    }

    @Test
    void a_flood_of_ticks_by_hand_is_not_looked_up_six_hundred_times_over() {
        List<TickSlot> flood = IntStream.range(0, 1000)
                .mapToObj(day -> at(SLOT.plusSeconds(86_400L * day), true))
                .toList();

        assertThat(SupersededRejections.times(flood)).hasSize(1000);
    }

    private static TickSlot at(Instant slot, boolean byHand) {
        return new TickSlot(UUID.randomUUID(), slot.toEpochMilli(), byHand);
    }
}
