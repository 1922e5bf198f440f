package io.tickstream.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import io.tickstream.fuzz.Draw;
import io.tickstream.fuzz.Fuzz;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A setting is taken as it is written, or refused by its name: never is another value used instead. */
class SettingsFuzzTest {
    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    private final Map<String, Integer> outcomes = new TreeMap<>();

    @Test
    void a_setting_is_taken_as_it_is_written_or_refused_by_its_name() throws InterruptedException {
        Fuzz fuzz = Fuzz.of("settings");

        fuzz.run(this::set);

        if (fuzz.hasMany()) {
            assertThat(outcomes).containsOnlyKeys("taken", "refused");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "console.period, PT7S, whole seconds that divide a minute",
        "console.freshness-objective, -PT1S, PT0.001S to PT24H",
        "console.timeout-millis, 60001, less than or equal to 60000",
        "console.job-url, http://a.example:65536, a port up to 65535",
        "console.job-url, banana, absolute http or https URL",
        "console.function-url, ftp://a.example, absolute http or https URL",
        "console.registry-url, http://me:secret@a.example, holds a user's name or password"
    })
    void refuses_a_value_out_of_range_and_says_what_it_may_be(String setting, String value, String message) {
        assertThatThrownBy(() -> config(setting, value))
                .hasMessageContainingAll(setting, message)
                .hasMessageNotContaining("secret");
    }

    private void set(Draw draw) {
        String setting = draw.of(
                "period",
                "freshness-objective",
                "timeout-millis",
                "function-url",
                "registry-url",
                "job-url",
                "access-token");
        String written = written(draw);
        draw.shows(setting + "=" + written);
        ConsoleConfig config;
        try {
            config = config("console." + setting, written);
        } catch (RuntimeException e) {
            outcomes.merge("refused", 1, Integer::sum);
            assertThat(e.getMessage()).contains("console." + setting);
            if (setting.equals("access-token") && written.length() > 8) {
                assertThat(e.getMessage()).doesNotContain(written);
            }
            return;
        }
        outcomes.merge("taken", 1, Integer::sum);
        switch (setting) {
            case "period" ->
                assertThat(config.period())
                        .isEqualTo(duration(written))
                        .isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
            case "freshness-objective" ->
                assertThat(config.freshnessObjective())
                        .isEqualTo(duration(written))
                        .isBetween(Duration.ofMillis(1), Duration.ofDays(1));
            case "timeout-millis" ->
                assertThat(config.timeoutMillis())
                        .isEqualTo(Long.parseLong(written.trim()))
                        .isBetween(1L, 60_000L);
            case "function-url" -> config.functionUrl().ifPresent(url -> isUrl(url, written));
            case "registry-url" -> isUrl(config.registryUrl(), written);
            case "job-url" -> isUrl(config.jobUrl(), written);
            default ->
                config.accessToken()
                        .ifPresent(token -> assertThat(token).isEqualTo(written).matches("\\S{16,}"));
        }
    }

    private static void isUrl(URI used, String written) {
        assertThat(used.toString()).isEqualTo(written.trim());
        assertThat(used.getHost()).isNotNull();
        assertThat(used.getPort()).isLessThanOrEqualTo(65_535);
        assertThat(used.getScheme()).matches("(?i)https?");
        assertThat(used.getRawUserInfo()).isNull();
    }

    private static Duration duration(String written) {
        return new DurationConverter().convert(written);
    }

    private static String written(Draw draw) {
        String written =
                switch (draw.below(5)) {
                    case 0 -> draw.text();
                    case 1 -> Long.toString(draw.edge());
                    case 2 ->
                        draw.of(
                                "PT1S", "PT10S", "5s", "PT7S", "PT0S", "-PT1S", "1m", "PT1H", "P1D", "P2D", "10",
                                "PT0.5S");
                    case 3 ->
                        draw.of(
                                "http://a.example",
                                "https://a.example/x?y=1",
                                "http://a b",
                                "HTTP://a.example",
                                "http://",
                                "http://u:p@a.example",
                                "file:///x",
                                "//a.example",
                                "banana",
                                "http://[::1]:8081",
                                "");
                    default -> draw.damaged(draw.of("PT10S", "http://a.example/", "1500", "correct-horse-battery"));
                };
        return written.replace("$", ""); // expressions, in which a value names another setting
    }

    private static ConsoleConfig config(String name, String value) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(Map.of(name, value), "test", 100))
                .withValidator((BeanValidationConfigValidator) () -> VALIDATOR)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ConsoleConfig.class)
                .build()
                .getConfigMapping(ConsoleConfig.class);
    }
}
