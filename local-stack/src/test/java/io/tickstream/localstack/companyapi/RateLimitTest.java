package io.tickstream.localstack.companyapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow
    private final RateLimit limit = new RateLimit(2, clock::get);

    @Test
    void refuses_more_than_allowed_until_the_minute_is_over() {
        assertThat(limit.count()).isEqualTo(new RateLimit.Verdict(1, 60));
        pass(Duration.ofSeconds(20));
        assertThat(limit.count()).isEqualTo(new RateLimit.Verdict(0, 40));
        assertThat(limit.count()).isEqualTo(new RateLimit.Verdict(-1, 40));
        pass(Duration.ofMillis(39_500));
        assertThat(limit.count()).isEqualTo(new RateLimit.Verdict(-1, 1));
        pass(Duration.ofMillis(500));
        assertThat(limit.count()).isEqualTo(new RateLimit.Verdict(1, 60));
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
