package io.tickstream.benchmarks.landing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
    @Test
    void is_user_and_kernel_time_whatever_the_process_is_called() {
        String stat = "4711 (a (strange) name) S 1 4711 4711 0 -1 4194304 9 8 7 6 150 25 99 98 20 0 30 0 12345 1 2 3";
        assertThat(ProcessorTime.parse(stat)).isEqualTo(Duration.ofMillis(1750));
    }
}
