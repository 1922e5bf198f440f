package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {
    @Test
    void asks_until_there_is_an_answer() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        String answer = new Patience(Duration.ofSeconds(20)).ask("service", () -> {
            if (asked.incrementAndGet() < 3) {
                throw new Away("not yet");
            }
            return "here";
        });
        assertThat(answer).isEqualTo("here");
        assertThat(asked).hasValue(3);
    }

    @Test
    void gives_up_when_the_time_is_over_and_says_why() {
        Away away = new Away("connection refused");
        assertThatThrownBy(() -> new Patience(Duration.ofMillis(150)).ask("Kafka at 127.0.0.1:9092", () -> {
                    throw away;
                }))
                .isInstanceOf(Patience.Exhausted.class)
                .hasMessage("Kafka at 127.0.0.1:9092: gave up after 150 ms: connection refused")
                .hasCause(away);
    }

    @Test
    void a_fault_that_will_not_pass_is_not_repeated() {
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> new Patience(Duration.ofSeconds(20)).ask("service", () -> {
                    asked.incrementAndGet();
                    throw new IllegalStateException("refused");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(asked).hasValue(1);
    }
}
