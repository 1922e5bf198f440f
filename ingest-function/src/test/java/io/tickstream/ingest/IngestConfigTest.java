package io.tickstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestConfigTest {
    @Test
    void has_a_default_for_everything() {
        IngestConfig config = Configs.defaults();

        assertThat(config.source().name()).isEqualTo("fakerapi");
        assertThat(config.source().url()).isEqualTo(URI.create("https://fakerapi.it/api/v2/companies"));
        assertThat(config.sourceTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.source().maxBytes()).isEqualTo(10 * 1024 * 1024);
        assertThat(Host.allowedBy(config.source())).containsExactly(new Host("fakerapi.it"));
        assertThat(config.source().allowPrivateAddresses()).isFalse();
        assertThat(config.source().connectTimeout()).isEmpty();
        assertThat(config.source().readTimeout()).isEmpty();
        assertThat(config.source().retry().maxAttempts()).isEqualTo(3);
        assertThat(config.source().retry().backoff()).isEqualTo(Duration.ofMillis(200));
        assertThat(config.source().breaker().failures()).isEqualTo(5);
        assertThat(config.source().breaker().delay()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.quantity()).isEqualTo(10);
        assertThat(config.period()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.schedule().enabled()).isTrue();
        assertThat(config.gate().enabled()).isTrue();
        assertThat(config.gateTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.publishTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.registryUrl()).isEqualTo(URI.create("http://127.0.0.1:8081"));
        assertThat(config.backlog().maxReceipts()).isEqualTo(8640);
        assertThat(config.backlog().retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.gate().changeTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.accessToken()).isEmpty();
        assertThat(config.version()).isEqualTo("1.2.3");
    }

    @Test
    void takes_every_setting_by_its_name() {
        IngestConfig config = Configs.with(
                "ingest.source.name", "other",
                "ingest.source.url", "http://127.0.0.1:8088/api/v1/companies?_locale=de_DE",
                "ingest.source-timeout", "PT1S",
                "ingest.source.max-bytes", "2048",
                "ingest.source.allowed-hosts", "Fakerapi.IT., 127.0.0.1,[::1]",
                "ingest.source.allow-private-addresses", "true",
                "ingest.source.connect-timeout", "PT0.3S",
                "ingest.source.read-timeout", "PT0.6S",
                "ingest.source.retry.max-attempts", "2",
                "ingest.source.retry.backoff", "PT0.05S",
                "ingest.source.breaker.failures", "7",
                "ingest.source.breaker.delay", "PT1M",
                "ingest.quantity", "1000",
                "ingest.period", "5s",
                "ingest.schedule.enabled", "false",
                "ingest.gate.enabled", "false",
                "ingest.gate-timeout", "PT0.1S",
                "ingest.gate.change-timeout", "PT1M",
                "ingest.access-token", "correct-horse-battery",
                "ingest.publish-timeout", "PT2S",
                "ingest.registry-url", "https://registry:8443",
                "ingest.backlog.max-receipts", "5",
                "ingest.backlog.retry-after", "PT2S");

        assertThat(config.source().name()).isEqualTo("other");
        assertThat(config.source().url().getQuery()).isEqualTo("_locale=de_DE");
        assertThat(config.sourceTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.source().maxBytes()).isEqualTo(2048);
        assertThat(Host.allowedBy(config.source()))
                .containsExactly(new Host("fakerapi.it"), new Host("127.0.0.1"), new Host("::1"));
        assertThat(config.source().allowPrivateAddresses()).isTrue();
        assertThat(config.source().connectTimeout()).contains(Duration.ofMillis(300));
        assertThat(config.source().readTimeout()).contains(Duration.ofMillis(600));
        assertThat(config.source().retry().maxAttempts()).isEqualTo(2);
        assertThat(config.source().retry().backoff()).isEqualTo(Duration.ofMillis(50));
        assertThat(config.source().breaker().failures()).isEqualTo(7);
        assertThat(config.source().breaker().delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.quantity()).isEqualTo(1000);
        assertThat(config.period()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.schedule().enabled()).isFalse();
        assertThat(config.gate().enabled()).isFalse();
        assertThat(config.gateTimeout()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.gate().changeTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.accessToken()).contains("correct-horse-battery");
        assertThat(config.publishTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.registryUrl()).isEqualTo(URI.create("https://registry:8443"));
        assertThat(config.backlog().maxReceipts()).isEqualTo(5);
        assertThat(config.backlog().retryAfter()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ingest.quantity | 0 | must be greater than or equal to 1",
                "ingest.quantity | 1001 | must be less than or equal to 1000",
                "ingest.source.name | Faker API | 1 to 64 of a-z",
                "ingest.source.url | fakerapi.it/companies | absolute http or https URL",
                "ingest.source.url | http://fakerapi.it:65536 | a port up to 65535",
                "ingest.source.url | ftp://fakerapi.it | absolute http or https URL",
                "ingest.source.url | http://me:secret@fakerapi.it | without user info",
                "ingest.source.max-bytes | 10 | must be greater than or equal to 1024",
                "ingest.source.allowed-hosts | other.example | names the host fakerapi.it, which is not in ingest.source.allowed-hosts (other.example)",
                "ingest.source.allowed-hosts | https://fakerapi.it | is no host; write a name or an address",
                "ingest.source.allowed-hosts | *.fakerapi.it | without scheme, port, path and wildcard",
                "ingest.source.allowed-hosts | fakerapi.it:443 | without scheme, port, path and wildcard",
                "ingest.source.allowed-hosts | {0} | is no host",
                "ingest.source.connect-timeout | PT5S | ingest.source.connect-timeout is PT5S; it must be from PT0.01S to PT4S (ingest.source-timeout)",
                "ingest.source.read-timeout | PT0S | ingest.source.read-timeout is PT0S; it must be from PT0.01S to PT4S",
                "ingest.source.retry.max-attempts | 0 | must be greater than or equal to 1",
                "ingest.source.retry.backoff | PT0S | ingest.source.retry.backoff is PT0S",
                "ingest.source.breaker.failures | 0 | must be greater than or equal to 1",
                "ingest.source.breaker.delay | PT2H | ingest.source.breaker.delay is PT2H; it must be from PT0.01S to PT1H",
                "ingest.source-timeout | PT0S | ingest.source-timeout is PT0S; it must be PT0.01S or more",
                "ingest.source-timeout | PT6S | they must be shorter than ingest.period, which is PT10S",
                "ingest.publish-timeout | PT0.1S | ingest.publish-timeout is PT0.1S; it must be PT0.3S or more",
                "ingest.gate-timeout | -PT1S | ingest.gate-timeout is PT-1S",
                "ingest.gate.change-timeout | PT2M | ingest.gate.change-timeout is PT2M; it must be PT1M or less",
                "ingest.access-token | too-short | must have 16 characters or more",
                "ingest.registry-url | registry:8081 | absolute http or https URL",
                "ingest.registry-url | file:///etc/passwd | absolute http or https URL",
                "ingest.source.url | file:///etc/passwd | absolute http or https URL",
                "ingest.backlog.max-receipts | 0 | must be greater than or equal to 1",
                "ingest.publish-timeout | PT2562047788015215H | ingest.publish-timeout is PT2562047788015215H; it must be shorter than",
                "ingest.gate.enabled | ture | ingest.gate.enabled",
                "ingest.schedule.enabled | off | write true or false",
                "ingest.backlog.retry-after | PT2M | ingest.backlog.retry-after is PT2M; it must be PT1M or less",
            })
    void refuses_a_value_out_of_range_and_says_what_it_may_be(String setting, String value, String message) {
        assertThatThrownBy(() -> Configs.with(setting, value)).hasMessageContaining(message);
    }

    @Test
    void shows_no_access_token_even_if_it_is_wrong() {
        assertThatThrownBy(() -> Configs.with("ingest.access-token", "my own secret phrase"))
                .hasMessageContaining("none of them a space")
                .hasMessageNotContaining("phrase");
    }

    @Test
    void takes_an_empty_access_token_for_none() {
        assertThat(Configs.with("ingest.access-token", "").accessToken()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PT0S",
                "-PT10S",
                "PT7S",
                "PT10.5S",
                "PT0.5S",
                "PT2M",
                "PT9999999H",
                "5384419773281763494",
                "-PT2562047788015215H"
            })
    void refuses_a_period_that_does_not_divide_a_minute(String period) {
        assertThatThrownBy(() -> Configs.with("ingest.period", period))
                .hasMessageContaining("ingest.period is")
                .hasMessageContaining("whole seconds that divide a minute");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60})
    void takes_a_period_that_divides_a_minute_and_fits_its_timeouts_in(int seconds) {
        IngestConfig config = Configs.with("ingest.period", "PT%dS".formatted(seconds));

        assertThat(config.period()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(config.sourceTimeout()).isEqualTo(Duration.ofMillis(Math.min(4_000, seconds * 400)));
        assertThat(config.publishTimeout()).isEqualTo(Duration.ofMillis(Math.min(4_000, seconds * 400)));
        assertThat(config.gateTimeout()).isEqualTo(Duration.ofMillis(Math.min(500, seconds * 50)));
    }
}
