package io.tickstream.console.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskedTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC);
    private static final Duration USUAL = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(400);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+10000-01-01T00:00:00Z",
                "+292278995-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59Z",
                "0000-12-31T23:59:59Z",
                "-1000000000-01-01T00:00:00Z",
                "2026-01-31",
                "now"
            })
    void a_time_that_the_tables_cannot_hold_is_refused_with_what_is_allowed(String text) {
        assertThatThrownBy(() -> Asked.range(text, null, USUAL, LONGEST, CLOCK))
                .isInstanceOf(BadParameter.class)
                .hasMessageContainingAll("from must be a time in UTC", "0001 to 9999");
        assertThatThrownBy(() -> Asked.range(null, text, USUAL, LONGEST, CLOCK))
                .isInstanceOf(BadParameter.class)
                .hasMessageContainingAll("to must be a time in UTC", "0001 to 9999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "2026-01-31T12:00:00Z", "9999-12-31T23:59:59.999Z"})
    void a_time_that_the_tables_can_hold_is_read(String text) {
        assertThat(Asked.moment("at", text)).isEqualTo(Instant.parse(text));
    }

    @Test
    void a_range_without_an_end_is_as_long_as_usual() {
        assertThat(Asked.range("2026-01-01T00:00:00Z", null, USUAL, LONGEST, CLOCK))
                .isEqualTo(
                        new Asked.Range(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-02T00:00:00Z")));
        assertThat(Asked.range(null, null, USUAL, LONGEST, CLOCK))
                .isEqualTo(new Asked.Range(Instant.parse("2026-01-30T12:00:00Z"), CLOCK.instant()));
    }
}
