package io.tickstream.console.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.console.answer.Asked.Range;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GranularityTest {
    @ParameterizedTest
    @CsvSource({"PT1H, MINUTE", "PT3H, MINUTE", "PT3H0.001S, HOUR", "PT48H, HOUR", "PT49H, DAY", "P400D, DAY"})
    void follows_from_the_length(Duration length, Granularity granularity) {
        assertThat(Granularity.of(length)).isEqualTo(granularity);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:34:56.7Z, 2026-01-31T13:34:56.7Z, 2026-01-31T12:34:00Z, 2026-01-31T13:35:00Z",
        "2026-01-31T12:34:00Z, 2026-01-31T13:34:00Z, 2026-01-31T12:34:00Z, 2026-01-31T13:34:00Z",
        "2026-01-30T12:34:56Z, 2026-01-31T12:34:56Z, 2026-01-30T12:00:00Z, 2026-01-31T13:00:00Z",
        "2026-01-01T12:34:56Z, 2026-01-31T12:34:56Z, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z",
    })
    void covers_all_of_what_is_asked_for(Instant from, Instant to, Instant wholeFrom, Instant wholeTo) {
        assertThat(Summaries.whole(new Range(from, to))).isEqualTo(new Range(wholeFrom, wholeTo));
    }
}
