package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.metadata.EndPoint;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.internal.core.metadata.DefaultEndPoint;
import java.net.InetSocketAddress;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class RefusedTest {
    private static final EndPoint NODE = new DefaultEndPoint(InetSocketAddress.createUnresolved("cassandra", 9042));

    @Test
    void a_wrong_password_is_told_with_its_setting() {
        assertThat(Refused.by("Kafka", new SaslAuthenticationException("Authentication failed")))
                .get()
                .extracting(Refused::getMessage)
                .asString()
                .contains("Kafka: Authentication failed", "spark.tickstream.kafka.sasl.jaas.config");
        assertThat(Refused.by(
                        "Cassandra", new AuthenticationException(NODE, "Provided username and password are wrong")))
                .get()
                .extracting(Refused::getMessage)
                .asString()
                .contains("spark.cassandra.auth.username");
    }

    /** Cassandra speaks so when too few replicas of its own tables of roles answer. */
    @Test
    void a_cassandra_that_cannot_look_its_roles_up_is_away_and_refuses_nobody() {
        Throwable login = new AuthenticationException(
                NODE, "Unable to perform authentication: Cannot achieve consistency level LOCAL_QUORUM");
        assertThat(Refused.by("Cassandra", login)).isEmpty();

        UnauthorizedException right = new UnauthorizedException(
                (Node) null, "Unable to perform authorization of permissions: Operation timed out");
        assertThat(Refused.by("Cassandra", right)).isEmpty();
        assertThat(Cassandra.awayOrThrow(right)).isInstanceOf(Away.class);

        UnauthorizedException missing = new UnauthorizedException((Node) null, "User job has no MODIFY permission");
        assertThat(Refused.by("Cassandra", missing)).isPresent();
        assertThatThrownBy(() -> Cassandra.awayOrThrow(missing)).isSameAs(missing);
    }

    @Test
    void a_kafka_client_that_cannot_be_made_says_why() {
        assertThat(Refused.by(
                        "Kafka",
                        made(Map.of(
                                "bootstrap.servers", "127.0.0.1:1",
                                "security.protocol", "SSL",
                                "ssl.truststore.location", "/no/such/file"))))
                .get()
                .extracting(Refused::getMessage)
                .asString()
                .contains("/no/such/file", "spark.tickstream.kafka.ssl.*");
    }

    @Test
    void a_broker_that_is_away_or_not_in_dns_yet_is_waited_for() {
        assertThat(Refused.by("Kafka", new TimeoutException("Timed out"))).isEmpty();
        assertThat(Refused.by("Kafka", made(Map.of("bootstrap.servers", "no-such-host.invalid:9092"))))
                .isEmpty();
    }

    private static Throwable made(Map<String, Object> settings) {
        return catchThrowable(() -> Admin.create(settings).close());
    }
}
