package io.tickstream.console.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RatesTest {
    private final SetClock clock = new SetClock();
    private final Rates rates = new Rates(clock);

    @Test
    void knows_a_rate_from_the_second_reading_on() {
        assertThat(rates.perMinute("rows", 100)).isNull();
        clock.now = clock.now.plusSeconds(10);

        assertThat(rates.perMinute("rows", 150)).isEqualTo(300);
    }

    @Test
    void goes_by_the_last_minute() {
        rates.perMinute("rows", 0);
        clock.now = clock.now.plusSeconds(3600);
        assertThat(rates.perMinute("rows", 1_000_000)).isNull();
        clock.now = clock.now.plusSeconds(30);

        assertThat(rates.perMinute("rows", 1_000_010)).isEqualTo(20);
    }

    @Test
    void begins_anew_with_a_counter_that_does() {
        rates.perMinute("rows", 500);
        clock.now = clock.now.plusSeconds(10);

        assertThat(rates.perMinute("rows", 3)).isNull();
    }

    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-01-31T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
