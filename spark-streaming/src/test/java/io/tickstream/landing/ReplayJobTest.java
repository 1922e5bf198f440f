package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickstream.landing.ReplayJob.Range;
import io.tickstream.landing.ReplayJob.Span;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayJobTest {
    @Test
    void a_span_begins_at_the_beginning_or_at_a_time_and_may_end() {
        assertThat(Span.of(List.of("--from", "beginning"))).isEqualTo(new Span(null, null));
        assertThat(Span.of(List.of("--to", "2026-01-02T03:04:05Z", "--from", "2026-01-02T03:04:04Z")))
                .isEqualTo(new Span(Instant.parse("2026-01-02T03:04:04Z"), Instant.parse("2026-01-02T03:04:05Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--to 2026-01-02T03:04:05Z",
                "--from yesterday",
                "--from",
                "--since beginning",
                "--from 2026-01-02T03:04:05Z --to 2026-01-02T03:04:05Z"
            })
    void arguments_that_name_no_span_are_refused(String arguments) {
        assertThatThrownBy(() -> Span.of(List.of(arguments.split(" ")))).isInstanceOf(Span.Senseless.class);
    }

    /** A topic may have been cut below the time that was asked for. */
    @Test
    void a_range_never_ends_before_it_begins() {
        TopicPartition a = new TopicPartition("ticks", 0);
        TopicPartition b = new TopicPartition("ticks", 1);
        Range range = Range.of(Offsets.of(Map.of(a, 5L, b, 9L)), Offsets.of(Map.of(a, 7L, b, 8L)));
        assertThat(range.to()).isEqualTo(Offsets.of(Map.of(a, 7L, b, 9L)));
        assertThat(range.records()).isEqualTo(2);
    }
}
