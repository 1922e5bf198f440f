package io.tickstream.ingest.source;

import static io.tickstream.ingest.Samples.TICK;
import static io.tickstream.ingest.loopback.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickstream.ingest.Configs;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Outcome;
import io.tickstream.ingest.Rejection;
import io.tickstream.ingest.loopback.ScriptedServer;
import io.tickstream.ingest.loopback.ScriptedServer.Script;
import io.tickstream.ingest.loopback.Scripts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the function lets itself be led, and for how long it tries. */
class FencedSourceTest {
    private static final String ALLOW = "ingest.source.allow-private-addresses";
    private static final String HOSTS = "ingest.source.allowed-hosts";

    private final ScriptedServer server = new ScriptedServer();
    private final ScriptedServer other = new ScriptedServer();
    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Names names = new Names();

    @AfterEach
    void stop() throws IOException {
        server.close();
        other.close();
    }

    /** The name service of a test: names that no other knows. */
    private static final class Names implements NameService {
        private final Map<String, List<InetAddress>> known = new HashMap<>();
        private final List<String> lookedUp = new ArrayList<>();

        void know(String host, String... addresses) throws UnknownHostException {
            List<InetAddress> found = new ArrayList<>();
            for (String address : addresses) {
                found.add(InetAddress.getByName(address));
            }
            known.put(host, found);
        }

        @Override
        public synchronized List<InetAddress> addresses(String host) throws UnknownHostException {
            lookedUp.add(host);
            if (!known.containsKey(host)) {
                throw new UnknownHostException(host);
            }
            return known.get(host);
        }
    }

    /** No name service knows the host: what is connected to can only be the address that was looked at. */
    @Test
    void connects_to_the_very_address_that_it_has_looked_at_and_asks_for_the_name() throws UnknownHostException {
        names.know("companies.test", "127.0.0.1");
        List<String> heads = new ArrayList<>();
        server.plays(Scripts.good(3));
        server.listensToHeads(heads::add);

        Fetch fetch = source("http://companies.test:" + server.url("").getPort() + "/c", ALLOW, "true")
                .fetch(TICK);

        assertThat(fetch.profiles()).hasSize(3);
        assertThat(names.lookedUp).containsExactly("companies.test");
        assertThat(heads).singleElement().satisfies(head -> assertThat(head.toLowerCase(Locale.ROOT))
                .contains("host: companies.test:" + server.url("").getPort())
                .contains("accept-encoding: gzip"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "0.0.0.0", "100.64.1.1"})
    void connects_to_no_private_address_unless_it_is_allowed(String address) throws UnknownHostException {
        names.know("companies.test", address);

        Fetch fetch = source("http://companies.test:" + server.url("").getPort() + "/")
                .fetch(TICK);

        assertThat(fetch.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(fetch.reason()).hasValueSatisfying(reason -> assertThat(reason)
                .contains("companies.test leads to", "is no public address", ALLOW + "=true"));
        assertThat(server.requests()).isEmpty();
        assertThat(requests("source_unavailable", "private_address")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost"})
    void is_not_deceived_by_how_an_address_is_written(String host) {
        IngestConfig config = Configs.with(
                "ingest.source.url",
                "http://%s:%d/".formatted(host, server.url("").getPort()));

        Fetch fetch = Sources.of(config, clock).fetch(TICK);

        assertThat(fetch.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(fetch.reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("loopback"));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void asks_the_next_address_of_a_host_whose_first_does_not_answer() throws UnknownHostException {
        names.know("companies.test", "127.0.0.9", "127.0.0.1"); // nobody listens at the first
        server.plays(Scripts.good(3));

        assertThat(source("http://companies.test:" + server.url("").getPort() + "/", ALLOW, "true")
                        .fetch(TICK)
                        .profiles())
                .hasSize(3);
        assertThat(count("ingest.source.retries")).isEqualTo(1);
        assertThat(count("ingest.source.attempts")).isEqualTo(2);
    }

    @Test
    void says_that_a_name_is_not_known_or_the_name_service_silent() {
        assertThat(source("http://nowhere.test/").fetch(TICK).reason())
                .contains("the host nowhere.test is not known; check ingest.source.url and the name service");
        assertThat(requests("source_unavailable", "dns")).isEqualTo(1);

        CountDownLatch over = new CountDownLatch(1);
        IngestConfig config =
                Configs.with("ingest.source.url", "http://nowhere.test/", "ingest.source-timeout", "PT0.3S");
        Source source = Sources.of(
                config,
                clock,
                host -> {
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return List.of();
                },
                new SimpleMeterRegistry());
        assertThat(source.fetch(TICK).reason())
                .contains("the name service did not find the host nowhere.test in time; is it up?");
        over.countDown();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void follows_no_redirect_to_another_host(int status) throws UnknownHostException {
        names.know("companies.test", "127.0.0.1");
        names.know("other.test", "127.0.0.1");
        other.plays(Scripts.good(10));
        server.plays(answer(status, "moved", "Location: http://other.test:%d/stolen?token=1".formatted(port(other))));

        Fetch fetch = source("http://companies.test:" + port(server) + "/", ALLOW, "true")
                .fetch(TICK);

        assertThat(fetch.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(fetch.status()).hasValue(status);
        assertThat(fetch.rejections()).singleElement().satisfies(rejection -> {
            assertThat(rejection.reason()).isEqualTo(Rejection.Reason.UNEXPECTED_STATUS);
            assertThat(rejection.cause())
                    .isEqualTo(("the source answered with status %d and points to http://other.test:%d; redirects are "
                                    + "followed to ingest.source.allowed-hosts only (companies.test)")
                            .formatted(status, port(other)));
            assertThat(rejection.payloadSize()).isEqualTo(5);
        });
        assertThat(other.requests()).isEmpty();
        assertThat(names.lookedUp).doesNotContain("other.test");
        assertThat(requests("rejected", "redirect_refused")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1@evil.example/",
                "//evil.example/",
                "http://2130706433/",
                "http://0.0.0.0/",
                "http://169.254.169.254/latest/meta-data/",
                "http://[::ffff:169.254.169.254]/",
                "http://0177.0.0.1/",
                "http://[::1]/",
                "ftp://companies.test/",
                "file:///etc/passwd",
                "http://me@companies.test/",
                "http://companies.test.evil.example/",
                "http:///nowhere",
                "http://a b/",
                "mailto:root@companies.test",
            })
    void follows_no_redirect_that_leads_astray(String location) throws UnknownHostException {
        names.know("companies.test", "127.0.0.1");
        server.plays(answer(302, "", "Location: " + location));

        Fetch fetch = source("http://companies.test:" + port(server) + "/", ALLOW, "true")
                .fetch(TICK);

        assertThat(fetch.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(fetch.fetched()).isEqualTo(1);
        assertThat(requests("rejected", "redirect_refused")).isEqualTo(1);
        assertThat(server.requests()).hasSize(1);
        assertThat(names.lookedUp).containsExactly("companies.test");
    }

    @ParameterizedTest
    @CsvSource({"/elsewhere?x=1", "elsewhere?x=1", "http://COMPANIES.test.:%d/elsewhere?x=1"})
    void follows_a_redirect_within_the_host(String location) throws UnknownHostException {
        names.know("companies.test", "127.0.0.1");
        server.plays(answer(302, "moved", "Location: " + location.formatted(port(server))), Scripts.good(3));

        Fetch fetch = source("http://companies.test:" + port(server) + "/c", ALLOW, "true")
                .fetch(TICK);

        assertThat(fetch.profiles()).hasSize(3);
        assertThat(server.requests().get(1)).isEqualTo("/elsewhere?x=1");
    }

    @Test
    void follows_a_redirect_to_another_host_that_is_allowed_but_not_to_a_private_address_of_it()
            throws UnknownHostException {
        names.know("companies.test", "127.0.0.1");
        names.know("other.test", "127.0.0.1");
        other.plays(Scripts.good(3));
        server.plays(answer(307, "", "Location: http://other.test:%d/".formatted(port(other))));
        String url = "http://companies.test:" + port(server) + "/";

        assertThat(source(url, ALLOW, "true", HOSTS, "companies.test,other.test")
                        .fetch(TICK)
                        .profiles())
                .hasSize(3);
        assertThat(other.requests()).hasSize(1);
    }

    @Test
    void follows_three_redirects_and_no_more() throws UnknownHostException {
        names.know("companies.test", "127.0.0.1");
        Script on = answer(302, "", "Location: /again");
        String url = "http://companies.test:" + port(server) + "/";

        server.plays(on, on, on, Scripts.good(3));
        assertThat(source(url, ALLOW, "true").fetch(TICK).profiles()).hasSize(3);

        server.plays(on);
        Fetch lost = source(url, ALLOW, "true").fetch(TICK);
        assertThat(lost.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(lost.reason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("no more than 3 redirects are followed"));
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void reads_a_compressed_answer() throws UnknownHostException {
        server.plays(Scripts.answerBytes(200, Scripts.gzip(Scripts.companies(100)), "Content-Encoding: gzip"));

        assertThat(local().fetch(TICK).profiles()).hasSize(100);
    }

    @Test
    void cuts_off_a_few_bytes_that_swell_to_many() throws UnknownHostException {
        byte[] bomb = Scripts.gzip(" ".repeat(50_000_000));
        assertThat(bomb.length).isLessThan(100_000);
        server.plays(Scripts.answerBytes(200, bomb, "Content-Encoding: gzip"));

        Rejection rejection = local().fetch(TICK).rejections().get(0);

        assertThat(rejection.reason()).isEqualTo(Rejection.Reason.TOO_LARGE);
        assertThat(rejection.payload().remaining()).isEqualTo(Rejection.MAX_PAYLOAD);
        assertThat(rejection.payload().get(0)).isEqualTo((byte) ' ');
        assertThat(rejection.payloadSize()).isBetween(1_048_577L, 1_100_000L);
        assertThat(requests("rejected", "too_large")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate", "gzip, gzip", "zstd", "nonsense"})
    void rejects_what_it_cannot_decompress_and_keeps_it_as_it_came(String encoding) throws UnknownHostException {
        byte[] cut = Arrays.copyOf(Scripts.gzip(Scripts.companies(100)), 200);
        server.plays(Scripts.answerBytes(200, cut, "Content-Encoding: " + encoding));

        Rejection rejection = local().fetch(TICK).rejections().get(0);

        assertThat(rejection.reason()).isEqualTo(Rejection.Reason.NOT_JSON);
        assertThat(rejection.cause()).containsAnyOf("cannot be decompressed", "only gzip and identity are read");
        assertThat(rejection.payloadSize()).isEqualTo(200);
        assertThat(rejection.payload().get(0)).isEqualTo((byte) 0x1f);
    }

    @Test
    void leaves_a_source_alone_that_fails_again_and_again_and_tries_it_once_the_delay_is_over() throws Exception {
        server.plays(answer(500, "{}"));
        Source source = local(
                "ingest.source.breaker.failures", "3",
                "ingest.source.breaker.delay", "PT0.3S",
                "ingest.source.retry.max-attempts", "1");
        assertThat(breaker()).isZero();
        for (int tick = 0; tick < 3; tick++) {
            assertThat(source.fetch(TICK).status()).hasValue(500);
        }
        assertThat(breaker()).isEqualTo(2);

        Fetch refused = source.fetch(TICK);

        assertThat(refused.outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(refused.status()).isEmpty();
        assertThat(refused.reason())
                .contains("the source failed again and again and is not asked before %s; see ingest.source.breaker"
                        .formatted(clock.instant().plusMillis(300)));
        assertThat(refused.retryAfter()).contains(Duration.ofMillis(300));
        assertThat(server.requests()).hasSize(3);
        assertThat(requests("source_unavailable", "breaker_open")).isEqualTo(1);

        // the trial fails, and another 0.3 s are waited; then one succeeds
        await().until(() -> source.fetch(TICK).status().isPresent());
        assertThat(server.requests()).hasSize(4);
        assertThat(breaker()).isEqualTo(2);
        server.plays(Scripts.good(1));
        await().until(() -> source.fetch(TICK).outcome() == Outcome.DELIVERED);
        assertThat(breaker()).isZero();
    }

    @Test
    void goes_on_asking_a_source_that_answers_what_cannot_be_read() throws UnknownHostException {
        server.plays(answer(404, "nothing here"));
        Source source = local("ingest.source.breaker.failures", "2");

        for (int tick = 0; tick < 6; tick++) {
            assertThat(source.fetch(TICK).outcome()).isEqualTo(Outcome.REJECTED);
        }
        assertThat(server.requests()).hasSize(6);
        assertThat(requests("rejected", "status_4xx")).isEqualTo(6);
    }

    @Test
    void counts_every_reason_from_the_start() throws UnknownHostException {
        local();

        List<String> reasons = meters.find("ingest.source.requests").counters().stream()
                .map(counter -> counter.getId().getTag("outcome") + "/"
                        + counter.getId().getTag("reason"))
                .toList();

        assertThat(reasons)
                .contains(
                        "delivered/none",
                        "empty/none",
                        "source_unavailable/connect_failed",
                        "source_unavailable/dns",
                        "source_unavailable/tls",
                        "source_unavailable/timeout",
                        "source_unavailable/reset",
                        "source_unavailable/protocol",
                        "source_unavailable/status_429",
                        "source_unavailable/status_4xx",
                        "source_unavailable/status_5xx",
                        "source_unavailable/private_address",
                        "source_unavailable/asked_to_wait",
                        "source_unavailable/breaker_open",
                        "source_unavailable/stopped",
                        "rejected/not_json",
                        "rejected/too_large",
                        "rejected/redirect_refused",
                        "rejected/status_4xx",
                        "rejected/status_other")
                .doesNotHaveDuplicates()
                .hasSize(27);
        assertThat(meters.find("ingest.source.requests").counters())
                .allSatisfy(counter -> assertThat(counter.count()).isZero());
    }

    @Test
    void counts_by_reason() throws UnknownHostException {
        Map<String, Script> scripts = Map.of(
                "reset", Scripts.reset(),
                "timeout", Scripts.silent(),
                "status_429", answer(429, "{}"),
                "status_4xx", answer(408, "{}"),
                "status_5xx", answer(503, "{}"),
                "protocol", connection -> ScriptedServer.write(connection, "SSH-2.0-OpenSSH_9.2\r\n"));
        scripts.forEach((reason, script) -> {
            server.plays(script);
            try {
                local("ingest.source-timeout", "PT0.5S").fetch(TICK);
            } catch (UnknownHostException e) {
                throw new AssertionError(e);
            }
            assertThat(requests("source_unavailable", reason)).as(reason).isEqualTo(1);
        });
    }

    private Source local(String... settings) throws UnknownHostException {
        names.know("companies.test", "127.0.0.1");
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of(ALLOW, "true"));
        return source("http://companies.test:" + port(server) + "/", all.toArray(String[]::new));
    }

    private Source source(String url, String... settings) {
        List<String> all = new ArrayList<>(List.of(
                "ingest.source.url", url,
                "ingest.source-timeout", "PT2S",
                "ingest.source.max-bytes", "1048576",
                "ingest.source.retry.backoff", "PT0.01S"));
        all.addAll(List.of(settings));
        return Sources.of(Configs.with(all.toArray(String[]::new)), clock, names, meters);
    }

    private double requests(String outcome, String reason) {
        return meters.get("ingest.source.requests")
                .tags("outcome", outcome, "reason", reason)
                .counter()
                .count();
    }

    private double count(String name) {
        return meters.get(name).counter().count();
    }

    private double breaker() {
        return meters.get("ingest.source.breaker").gauge().value();
    }

    private static int port(ScriptedServer server) {
        return server.url("").getPort();
    }
}
