package io.tickstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.tickstream.fuzz.Draw;
import io.tickstream.fuzz.Fuzz;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A setting is taken as it is written, or refused by its name: never is another value used instead. */
class SettingsFuzzTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Map<String, Integer> outcomes = new TreeMap<>();

    /** @param taken whether what the function uses is what was written, and within its range */
    private record Setting<T>(String name, Function<IngestConfig, T> used, BiPredicate<String, T> taken) {
        boolean isTaken(IngestConfig config, String written) {
            return taken.test(written, used.apply(config));
        }
    }

    private static final List<Setting<?>> SETTINGS = List.of(
            number("ingest.quantity", IngestConfig::quantity, 1, 1000),
            number("ingest.source.max-bytes", config -> config.source().maxBytes(), 1024, 67_108_864),
            number(
                    "ingest.source.retry.max-attempts",
                    config -> config.source().retry().maxAttempts(),
                    1,
                    10),
            number(
                    "ingest.source.breaker.failures",
                    config -> config.source().breaker().failures(),
                    1,
                    1000),
            number("ingest.backlog.max-receipts", config -> config.backlog().maxReceipts(), 1, 100_000),
            flag("ingest.schedule.enabled", config -> config.schedule().enabled()),
            flag("ingest.gate.enabled", config -> config.gate().enabled()),
            flag("ingest.source.allow-private-addresses", config -> config.source()
                    .allowPrivateAddresses()),
            duration("ingest.period", IngestConfig::period, 1000, MINUTE),
            duration("ingest.source-timeout", IngestConfig::sourceTimeout, 10, MINUTE),
            duration("ingest.publish-timeout", IngestConfig::publishTimeout, 300, MINUTE),
            duration("ingest.gate-timeout", IngestConfig::gateTimeout, 10, MINUTE),
            duration("ingest.gate.change-timeout", config -> config.gate().changeTimeout(), 10, MINUTE),
            duration("ingest.backlog.retry-after", config -> config.backlog().retryAfter(), 10, MINUTE),
            duration(
                    "ingest.source.retry.backoff",
                    config -> config.source().retry().backoff(),
                    10,
                    MINUTE),
            duration(
                    "ingest.source.breaker.delay",
                    config -> config.source().breaker().delay(),
                    10,
                    Duration.ofHours(1)),
            url("ingest.source.url", config -> config.source().url()),
            url("ingest.registry-url", IngestConfig::registryUrl),
            new Setting<>(
                    "ingest.source.name",
                    config -> config.source().name(),
                    (written, used) -> used.equals(written) && used.matches("[a-z0-9][a-z0-9._-]{0,63}")),
            new Setting<>(
                    "ingest.access-token",
                    IngestConfig::accessToken,
                    (written, used) -> used.equals(Optional.of(written).filter(token -> !token.isEmpty()))
                            && used.map(token -> token.matches("\\S{16,}")).orElse(true)));

    @Test
    void a_setting_is_taken_as_it_is_written_or_refused_by_its_name() throws InterruptedException {
        Fuzz fuzz = Fuzz.of("settings");

        fuzz.run(this::set);

        if (fuzz.hasMany()) {
            assertThat(outcomes).containsOnlyKeys("taken", "refused");
        }
    }

    private void set(Draw draw) {
        Setting<?> setting = draw.of(SETTINGS);
        String written = written(draw);
        draw.shows(setting.name() + "=" + written);
        IngestConfig config;
        try {
            config = Configs.with(setting.name(), written);
        } catch (RuntimeException e) {
            outcomes.merge("refused", 1, Integer::sum);
            assertThat(e.getMessage()).contains(setting.name());
            if (setting.name().equals("ingest.access-token") && written.length() > 8) {
                assertThat(e.getMessage()).doesNotContain(written);
            }
            return;
        }
        outcomes.merge("taken", 1, Integer::sum);
        assertThat(setting.isTaken(config, written))
                .as("%s is used", setting.used().apply(config))
                .isTrue();
    }

    /** What somebody may write. Expressions are left out, in which a value names another setting. */
    private static String written(Draw draw) {
        String written =
                switch (draw.below(6)) {
                    case 0 -> draw.text();
                    case 1 -> Long.toString(draw.edge());
                    case 2 ->
                        draw.of(
                                "PT1S",
                                "PT10S",
                                "5s",
                                "PT0.01S",
                                "PT0.009S",
                                "-PT1S",
                                "1m",
                                "PT1H",
                                "PT1H0.001S",
                                "P1D",
                                "PT2562047788015215H30M7S",
                                "10",
                                "0.5S",
                                "10 s",
                                "1h1m",
                                "PT",
                                "300ms",
                                "299ms");
                    case 3 -> draw.of("true", "TRUE", "false", "yes", "on", "1", "0", "ture", "flase", "off", "no", "");
                    case 4 ->
                        draw.of(
                                "http://a.example",
                                "https://fakerapi.it/x?y=1",
                                "http://a b",
                                "HTTP://fakerapi.it",
                                "http://",
                                "http://u:p@a.example",
                                "file:///etc/passwd",
                                "//a.example",
                                "http://a.example#x",
                                "http://[::1]:8081",
                                "http://a.example:65536",
                                "http://a_b.example");
                    default ->
                        draw.damaged(
                                draw.of("PT10S", "http://fakerapi.it/", "fakerapi", "1000", "correct-horse-battery"));
                };
        return written.replace("$", "");
    }

    private static Setting<Integer> number(String name, Function<IngestConfig, Integer> used, int least, int most) {
        return new Setting<>(
                name,
                used,
                // digits of any script, as Java reads them
                (written, number) -> new BigInteger(written.trim()).equals(BigInteger.valueOf(number))
                        && number >= least
                        && number <= most);
    }

    private static Setting<Boolean> flag(String name, Function<IngestConfig, Boolean> used) {
        return new Setting<>(name, used, (written, flag) -> written.trim().equalsIgnoreCase(flag.toString()));
    }

    private static Setting<Duration> duration(
            String name, Function<IngestConfig, Duration> used, long leastMillis, Duration most) {
        return new Setting<>(name, used, (written, duration) -> {
            Duration read = new DurationConverter().convert(written);
            return read == null // nothing but space and control characters: for one that follows from others
                    || (read.equals(duration)
                            && duration.compareTo(Duration.ofMillis(leastMillis)) >= 0
                            && duration.compareTo(most) <= 0);
        });
    }

    private static Setting<URI> url(String name, Function<IngestConfig, URI> used) {
        return new Setting<>(
                name,
                used,
                (written, url) -> url.toString().equals(written.trim())
                        && url.getHost() != null
                        && url.getPort() <= 65_535
                        && url.getScheme().matches("(?i)https?")
                        && url.getRawUserInfo() == null);
    }
}
