package io.tickstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class KafkaFailureTest {
    private static final String AWAY = "is it up?";

    @Test
    void who_is_refused_hears_which_setting_to_look_at() {
        Throwable wrong = new SaslAuthenticationException("Authentication failed");
        assertThat(KafkaFailure.remedy(wrong, "Write", AWAY)).contains("kafka.sasl.jaas.config");
        assertThat(KafkaFailure.isRefusal(wrong)).isTrue();
        assertThat(KafkaFailure.remedy(new TopicAuthorizationException("ticks"), "Write", AWAY))
                .contains("the rights Write on the topic");
    }

    @Test
    void a_broker_that_is_away_is_no_refusal() {
        Throwable late = new TimeoutException("Timed out");
        assertThat(KafkaFailure.isRefusal(late)).isFalse();
        assertThat(KafkaFailure.remedy(late, "Write", AWAY)).isEqualTo(AWAY);
        assertThat(KafkaFailure.reason(late)).isEqualTo("Timed out");
    }

    @Test
    void a_client_that_cannot_be_made_says_why_and_where_to_look() {
        Throwable failure = made(Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "security.protocol", "SSL",
                "ssl.truststore.location", "/no/such/file"));
        assertThat(KafkaFailure.reason(failure)).contains("/no/such/file");
        assertThat(KafkaFailure.remedy(failure, "Write", AWAY)).contains("kafka.ssl.*");
        assertThat(KafkaFailure.isRefusal(failure)).isTrue();
    }

    @Test
    void a_name_that_is_not_known_yet_may_be_known_later() {
        Throwable failure = made(Map.of("bootstrap.servers", "no-such-host.invalid:9092"));
        assertThat(failure).isInstanceOf(KafkaException.class);
        assertThat(KafkaFailure.isRefusal(failure)).isFalse();
        assertThat(KafkaFailure.remedy(failure, "Write", AWAY)).isEqualTo(AWAY);
    }

    private static Throwable made(Map<String, Object> settings) {
        return catchThrowable(() -> Admin.create(settings).close());
    }
}
