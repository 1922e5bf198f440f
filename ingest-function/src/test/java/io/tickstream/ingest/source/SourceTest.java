package io.tickstream.ingest.source;

import static io.tickstream.ingest.Samples.TICK;
import static io.tickstream.ingest.loopback.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Identity;
import io.tickstream.ingest.Configs;
import io.tickstream.ingest.Outcome;
import io.tickstream.ingest.Rejection;
import io.tickstream.ingest.loopback.ScriptedServer;
import io.tickstream.ingest.loopback.ScriptedServer.Script;
import io.tickstream.ingest.loopback.Scripts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server that does what it should not. */
class SourceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

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
    void asks_again_and_then_calls_the_source_unavailable(int status) {
        server.plays(answer(status, "{}"));

        Fetch fetch = source.fetch(TICK);

        assertThat(fetch.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(fetch.status()).hasValue(status);
        assertThat(fetch.reason()).contains("the source answered with status " + status);
        assertThat(fetch.fetched()).isZero();
        assertThat(server.requests()).hasSize(3);
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

    static Stream<Script> neverEnding() {
        return Stream.of(Scripts.dripping(), Scripts.drippingHeaders(), connection -> {
            ScriptedServer.write(connection, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            Scripts.drip(connection, "1\r\n \r\n");
        });
    }

    @ParameterizedTest
    @MethodSource("neverEnding")
    void lets_go_of_a_source_that_drips(Script script) {
        server.plays(script);
        long started = System.nanoTime();

        Fetch fetch = source.fetch(TICK);

        assertThat(since(started)).isBetween(TIMEOUT.minusMillis(600), TIMEOUT.plusSeconds(4));
        assertThat(fetch.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(fetch.reason())
                .hasValueSatisfying(reason ->
                        assertThat(reason).contains("ingest.source-timeout").doesNotContain("secret"));
    }

    @Test
    void asks_again_where_the_source_was_silent_for_too_long_and_the_tick_has_the_time() {
        server.plays(Scripts.silent(), Scripts.good(3));

        assertThat(source("ingest.source.read-timeout", "PT0.5S").fetch(TICK).profiles())
                .hasSize(3);
    }

    @Test
    void ends_in_time_where_the_source_is_silent() {
        server.plays(Scripts.silent());
        long started = System.nanoTime();

        Fetch fetch = source.fetch(TICK);

        assertThat(since(started)).isLessThan(TIMEOUT.plusSeconds(4));
        assertThat(fetch.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(fetch.reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("ingest.source-timeout"));
    }

    @Test
    void says_that_the_source_fell_silent() {
        server.plays(Scripts.silent());

        Fetch fetch = source("ingest.source.read-timeout", "PT0.1S", "ingest.source.retry.max-attempts", "1")
                .fetch(TICK);

        assertThat(fetch.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(fetch.reason()).hasValueSatisfying(reason -> assertThat(reason)
                .contains("fell silent; see ingest.source.read-timeout"));
    }

    @Test
    void hangs_up_on_headers_without_an_end() {
        server.plays(connection -> {
            ScriptedServer.write(connection, "HTTP/1.1 200 OK\r\n");
            while (true) {
                ScriptedServer.write(connection, "X-Flood: %s\r\n".formatted("x".repeat(1000)));
            }
        });

        Fetch fetch = source.fetch(TICK);

        assertThat(fetch.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(fetch.reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("no HTTP that can be read"));
        assertThat(server.requests()).hasSize(1);
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
        return source("ingest.source.url", url);
    }

    private Source source(String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "ingest.source.url",
                server.url("/api/v2/companies").toString(),
                "ingest.source.allow-private-addresses",
                "true",
                "ingest.source-timeout",
                TIMEOUT.toString(),
                "ingest.source.max-bytes",
                "1048576"));
        Collections.addAll(all, settings);
        return Sources.of(Configs.with(all.toArray(String[]::new)), clock);
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
