package io.tickstream.localstack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    private final Moments moments = new Moments(Instant.parse("2026-07-01T12:00:00Z"), ZoneId.of("Europe/Berlin"));

    @ParameterizedTest
    @CsvSource({
        "now, 2026-07-01T12:00:00Z",
        "-90s, 2026-07-01T11:58:30Z",
        "-1h, 2026-07-01T11:00:00Z",
        "-2d, 2026-06-29T12:00:00Z",
        "-PT1M, 2026-07-01T11:59:00Z",
        "2026-06-30T10:00:00Z, 2026-06-30T10:00:00Z",
        "2026-06-30T10:00Z, 2026-06-30T10:00:00Z",
        "2026-06-30T10:00:00.5+0200, 2026-06-30T08:00:00.500Z",
        "2026-06-30T10:00:00-05:00, 2026-06-30T15:00:00Z",
        "2026-06-30T10:00, 2026-06-30T08:00:00Z",
        "2026-01-30T10:00:05, 2026-01-30T09:00:05Z",
        "2026-06-30, 2026-06-29T22:00:00Z"
    })
    void reads_a_time(String text, Instant expected) {
        assertThat(moments.moment(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "-1x",
                "-",
                "",
                "12:00",
                "2026-13-01",
                "2026-06-30 10:00",
                "1h",
                "-PT9223372036854775807S"
            })
    void says_how_to_write_a_time(String text) {
        assertThatThrownBy(() -> moments.moment(text)).hasMessageContaining("is no time. Write 2026-01-31T12:00:00Z");
    }

    @Test
    void reads_a_span() {
        assertThat(Moments.span("0s")).isZero();
        assertThat(Moments.span("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Moments.span("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(Moments.span("PT1M30S")).isEqualTo(Duration.ofSeconds(90));
        assertThatThrownBy(() -> Moments.span("-5s")).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> Moments.span("PT9223372036854775807S")).hasMessageContaining("more than 100 years");
    }
}
