package io.tickstream.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {
    private static final String TOKEN = "correct-horse-battery";
    private static final String ANYWHERE = "0.0.0.0";
    private static final String LOOPBACK = "127.0.0.1";

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080"})
    void lets_everybody_on_the_machine_in_while_nobody_else_can_call(String host) {
        assertThat(objection(LOOPBACK, null, caller(host, null, null, null))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "localhost:8080, http://evil.example, NULL, cross_site",
                "localhost:8080, null, NULL, cross_site",
                "localhost:8080, http://localhost:3000, NULL, cross_site",
                "localhost:8080, NULL, cross-site, cross_site",
                "localhost:8080, NULL, same-site, cross_site",
                "evil.example, NULL, NULL, foreign_host",
                "localhost.evil.example:8080, NULL, NULL, foreign_host",
                "127.0.0.1.evil.example, NULL, NULL, foreign_host",
                "evil.example, http://evil.example, same-origin, foreign_host",
                "'', NULL, NULL, foreign_host",
                "NULL, NULL, NULL, foreign_host"
            },
            nullValues = "NULL")
    void keeps_pages_of_other_sites_out_even_on_the_machine(
            String host, String origin, String fetchSite, String reason) {
        Problem problem =
                objection(LOOPBACK, null, caller(host, origin, fetchSite, null)).orElseThrow();
        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.reason()).isEqualTo(reason);
    }

    @Test
    void lets_pages_of_its_own_in() {
        assertThat(objection(LOOPBACK, null, caller("localhost:8080", "http://localhost:8080", "same-origin", null)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer " + TOKEN, "bearer  " + TOKEN + " "})
    void lets_whoever_has_the_token_in_from_anywhere(String authorization) {
        assertThat(objection(ANYWHERE, TOKEN, caller("function.example", null, null, authorization)))
                .isEmpty();
        assertThat(objection(LOOPBACK, TOKEN, caller("function.example", null, null, authorization)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong-horse-battery", "Bearer x", "Basic " + TOKEN, TOKEN, "", "Bearer"})
    void asks_for_the_token(String authorization) {
        Problem problem = objection(ANYWHERE, TOKEN, caller("function.example", null, null, authorization))
                .orElseThrow();
        assertThat(problem.status()).isEqualTo(401);
        assertThat(problem.detail()).contains("ingest.access-token").doesNotContain(TOKEN);
    }

    @Test
    void takes_a_wrong_token_for_a_mistake_also_on_the_machine() {
        assertThat(objection(LOOPBACK, null, caller("localhost", null, null, "Bearer wrong"))
                        .orElseThrow()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void names_the_setting_without_which_nobody_gets_in() {
        Problem problem =
                objection(ANYWHERE, null, caller("localhost", null, null, null)).orElseThrow();
        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.detail()).contains("INGEST_ACCESS_TOKEN");
    }

    @Test
    void shows_no_token() {
        assertThat(caller("localhost", null, null, "Bearer " + TOKEN).toString())
                .doesNotContain(TOKEN);
    }

    private static Caller caller(String host, String origin, String fetchSite, String authorization) {
        return Caller.of(host, origin, fetchSite, authorization);
    }

    private static Optional<Problem> objection(String listensOn, String token, Caller caller) {
        Guard guard = new Guard(
                new AccessToken(Optional.ofNullable(token), "ingest.access-token", "Changes are"), listensOn, true);
        guard.onStart(null);
        return guard.objection(caller);
    }
}
