package io.tickstream.localstack.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final Instant MARK = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration PERIOD = Duration.ofSeconds(10);

    @Test
    void slots_begin_at_the_first_mark_of_the_range_and_end_before_its_end() {
        assertThat(new Slots(MARK, MARK.plusSeconds(20), PERIOD).marks()).containsExactly(MARK, MARK.plusSeconds(10));
        assertThat(new Slots(MARK.plusMillis(1), MARK.plusMillis(20_001), PERIOD).marks())
                .containsExactly(MARK.plusSeconds(10), MARK.plusSeconds(20));
        assertThat(new Slots(MARK, MARK, PERIOD).marks()).isEmpty();
    }

    @Test
    void days_are_those_of_utc() {
        assertThat(Slots.days(Instant.parse("2026-02-28T23:59:59Z"), Instant.parse("2026-03-01T00:00:00Z")))
                .containsExactly(LocalDate.parse("2026-02-28"), LocalDate.parse("2026-03-01"));
    }

    @Test
    void a_range_that_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> new Slots(MARK, MARK.minusMillis(1), PERIOD)).hasMessageContaining("before it begins");
        assertThatThrownBy(() -> new Slots(MARK, MARK.plusSeconds(1), Duration.ofSeconds(7)))
                .hasMessageContaining("divisor of 60");
        assertThatThrownBy(() -> new Slots(MARK, MARK.plusSeconds(1), Duration.ZERO))
                .hasMessageContaining("divisor of 60");
        assertThatThrownBy(() -> new Slots(MARK, MARK.plus(Duration.ofDays(12)), PERIOD))
                .hasMessageContaining("100,000 slots");
    }
}
