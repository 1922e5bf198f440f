package io.tickstream.ingest.source;

import static io.tickstream.ingest.Samples.TICK;
import static io.tickstream.ingest.loopback.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Identity;
import io.tickstream.ingest.Configs;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Outcome;
import io.tickstream.ingest.Rejection;
import io.tickstream.ingest.loopback.ScriptedServer;
import io.tickstream.ingest.loopback.Scripts;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server that does what it should not. */
class SourceTest {
    private static final Duration TIMEOUT = Duration.ofMillis(1500);

    private final ScriptedServer server = new ScriptedServer();
    private final SettableClock clock = new SettableClock();
    private final Source source =
            source(server.url("/api/v2/companies?key=secret").toString());

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void asks_for_as_many_companies_as_configured_with_the_ticks_seed() {
        server.plays(Scripts.good(10));

        assertThat(source.fetch(TICK).profiles()).hasSize(10);
        assertThat(server.requests())
                .containsExactly("/api/v2/companies?key=secret&_quantity=10&_seed=" + Identity.seed(TICK.id()));
    }

    @Test
    void keeps_the_configured_query_out_of_rejections() {
        server.plays(answer(200, "oops"));

        assertThat(source.fetch(TICK).rejections().get(0).askedUrl())
                .isEqualTo(server.url("/api/v2/companies?_quantity=10&_seed=" + Identity.seed(TICK.id())));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void asks_a_second_time_and_then_calls_the_source_unavailable(int status) {
        server.plays(answer(status, "{}"));

        Fetch fetch = source.fetch(TICK);

        assertThat(fetch.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(fetch.status()).hasValue(status);
        assertThat(fetch.reason()).contains("the source answered with status " + status);
        assertThat(fetch.fetched()).isZero();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void makes_up_for_a_first_failure_within_the_tick() {
        server.plays(Scripts.reset(), Scripts.good(3));

        assertThat(source.fetch(TICK).profiles()).hasSize(3);
    }

    @Test
    void waits_as_long_as_the_source_asks_where_the_tick_has_the_time() {
        server.plays(answer(429, "{}", "Retry-After: 1"), Scripts.good(3));
        long started = System.nanoTime();

        assertThat(source.fetch(TICK).profiles()).hasSize(3);
        assertThat(since(started)).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void leaves_the_source_alone_until_the_time_that_it_named() {
        server.plays(answer(429, "{}", "Retry-After: 60"));

        Fetch refused = source.fetch(TICK);
        assertThat(refused.reason()).contains("the source answered with status 429, to be called again in 60 s");
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(60));

        server.plays(Scripts.good(3));
        clock.advance(Duration.ofSeconds(59));
        Fetch quiet = source.fetch(TICK);
        assertThat(quiet.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(quiet.status()).isEmpty();
        assertThat(quiet.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(server.requests()).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        assertThat(source.fetch(TICK).profiles()).hasSize(3);
    }

    @Test
    void calls_a_source_that_answers_in_part_unavailable() {
        server.plays(Scripts.cutOff());
        assertThat(source.fetch(TICK).reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("hung up before its answer was whole"));

        server.plays(Scripts.reset());
        assertThat(source.fetch(TICK).outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
    }

    @Test
    void remembers_the_status_of_the_last_answer() {
        server.plays(answer(500, "{}"), Scripts.cutOff());

        assertThat(source.fetch(TICK).status()).hasValue(500);
    }

    @Test
    void lets_go_of_a_source_that_keeps_silent_or_drips() {
        for (ScriptedServer.Script script : new ScriptedServer.Script[] {Scripts.silent(), Scripts.dripping()}) {
            server.plays(script);
            long started = System.nanoTime();

            Fetch fetch = source.fetch(TICK);

            assertThat(fetch.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
            assertThat(fetch.reason()).hasValueSatisfying(reason -> assertThat(reason)
                    .contains("gave no whole answer within")
                    .contains("ingest.source-timeout")
                    .doesNotContain("secret"));
            assertThat(since(started)).isBetween(TIMEOUT.minusMillis(100), TIMEOUT.plusMillis(700));
        }
    }

    @Test
    void hangs_up_on_a_body_without_an_end() {
        server.plays(Scripts.endless());

        Rejection rejection = source.fetch(TICK).rejections().get(0);

        assertThat(rejection.reason()).isEqualTo(Rejection.Reason.TOO_LARGE);
        assertThat(rejection.payload().remaining()).isEqualTo(Rejection.MAX_PAYLOAD);
        assertThat(rejection.payloadSize()).isGreaterThan(1024 * 1024);
    }

    @Test
    void reads_no_more_than_a_rejection_keeps_of_a_body_that_is_announced_as_too_large() {
        server.plays(connection -> {
            ScriptedServer.write(connection, ScriptedServer.head(200, 50_000_000));
            ScriptedServer.write(connection, " ".repeat(600_000));
            Scripts.silent().play(connection);
        });

        Rejection rejection = source.fetch(TICK).rejections().get(0);

        assertThat(rejection.reason()).isEqualTo(Rejection.Reason.TOO_LARGE);
        assertThat(rejection.payloadSize()).isEqualTo(50_000_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void follows_no_redirect(int status) throws IOException {
        try (ScriptedServer other = new ScriptedServer()) {
            other.plays(Scripts.good(10));
            server.plays(answer(status, "", "Location: " + other.url("/stolen?token=1")));

            Fetch fetch = source.fetch(TICK);

            assertThat(fetch.outcome()).isEqualTo(Outcome.REJECTED);
            assertThat(fetch.status()).hasValue(status);
            assertThat(fetch.reason()).hasValueSatisfying(reason -> assertThat(reason)
                    .contains("points to " + other.url("") + ";")
                    .contains("set ingest.source.url"));
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void says_what_is_wrong_with_an_address() throws IOException {
        ScriptedServer gone = new ScriptedServer();
        gone.close();

        assertThat(source(gone.url("/").toString()).fetch(TICK).reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("refused the connection"));
        assertThat(source("http://nowhere.invalid/").fetch(TICK).reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("nowhere.invalid"));
        assertThat(source(server.url("/").toString().replace("http", "https"))
                        .fetch(TICK)
                        .outcome())
                .isEqualTo(Outcome.SOURCE_UNAVAILABLE);
    }

    @Test
    void calls_what_is_no_http_unavailable() {
        server.plays(connection -> ScriptedServer.write(connection, "SSH-2.0-OpenSSH_9.2\r\n"));

        assertThat(source.fetch(TICK).outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
    }

    private Source source(String url) {
        IngestConfig config = Configs.with(
                "ingest.source.url",
                url,
                "ingest.source-timeout",
                TIMEOUT.toString(),
                "ingest.source.max-bytes",
                "1048576");
        return new Source(config, new CompanyApi(config), clock);
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-11-22T12:00:10Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

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
            throw new UnsupportedOperationException("Instants have no zone");
        }
    }
}
