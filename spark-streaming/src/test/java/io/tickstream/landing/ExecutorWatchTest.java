package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickstream.landing.ExecutorWatch.NoExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ExecutorWatchTest {
    private boolean executor;
    private boolean batch;
    private long seconds;
    private final ExecutorWatch watch = new ExecutorWatch(
            Duration.ofSeconds(30), () -> executor, () -> batch, () -> TimeUnit.SECONDS.toNanos(seconds));

    @Test
    void a_batch_without_an_executor_is_given_up_with_the_remedy() {
        batch = true;
        fineAt(29);
        seconds = 30;
        assertThatThrownBy(watch::look)
                .isInstanceOf(NoExecutor.class)
                .hasMessageContainingAll(
                        "no executor for 30 s", "start the job again", "spark.tickstream.executor.timeout");
    }

    @Test
    void an_executor_that_comes_back_in_time_begins_the_wait_anew() {
        batch = true;
        fineAt(29);
        executor = true;
        fineAt(35);
        executor = false;
        fineAt(64);
        seconds = 65;
        assertThatThrownBy(watch::look).isInstanceOf(NoExecutor.class);
    }

    @Test
    void a_job_that_has_nothing_to_do_needs_no_executor() {
        fineAt(1000);
        batch = true;
        fineAt(1029);
    }

    private void fineAt(long second) {
        seconds = second;
        assertThatCode(watch::look).doesNotThrowAnyException();
    }
}
