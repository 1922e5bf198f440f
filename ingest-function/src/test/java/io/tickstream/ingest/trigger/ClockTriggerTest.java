package io.tickstream.ingest.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockTriggerTest {
    @Test
    void ticks_on_the_marks_of_the_clock() {
        assertThat(ClockTrigger.cron(Duration.ofSeconds(10))).isEqualTo("*/10 * * * * ?");
        assertThat(ClockTrigger.cron(Duration.ofSeconds(1))).isEqualTo("*/1 * * * * ?");
        assertThat(ClockTrigger.cron(Duration.ofMinutes(1))).isEqualTo("0 * * * * ?");
    }
}
