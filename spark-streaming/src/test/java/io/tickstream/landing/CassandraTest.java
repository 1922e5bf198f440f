package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.datastax.spark.connector.cql.DefaultConnectionFactory;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CassandraTest {
    private static final Node NO_NODE = null;
    private static final SparkConf CONF = new SparkConf(false)
            .set("spark.tickstream.kafka.bootstrap.servers", "127.0.0.1:9092")
            .set("spark.tickstream.registry.url", "http://127.0.0.1:8081/apis/ccompat/v7")
            .set("spark.tickstream.checkpoint", "/var/lib/tickstream/checkpoint")
            .set("spark.cassandra.connection.host", "127.0.0.1");

    @ParameterizedTest
    @MethodSource
    void a_cassandra_that_is_overloaded_or_away_is_asked_again(DriverException failure) {
        assertThat(Cassandra.awayOrThrow(failure))
                .hasMessageContaining(failure.getClass().getSimpleName());
    }

    static Stream<DriverException> a_cassandra_that_is_overloaded_or_away_is_asked_again() {
        return Stream.of(
                new OverloadedException(NO_NODE),
                new WriteTimeoutException(
                        NO_NODE, DefaultConsistencyLevel.LOCAL_QUORUM, 1, 2, DefaultWriteType.UNLOGGED_BATCH),
                new UnavailableException(NO_NODE, DefaultConsistencyLevel.LOCAL_QUORUM, 2, 1),
                new BusyConnectionException(1024),
                new DriverTimeoutException("no answer after 2 s"),
                new NoNodeAvailableException());
    }

    @ParameterizedTest
    @MethodSource
    void a_statement_that_is_wrong_is_not_sent_again(DriverException failure) {
        assertThatThrownBy(() -> Cassandra.awayOrThrow(failure)).isSameAs(failure);
    }

    static Stream<DriverException> a_statement_that_is_wrong_is_not_sent_again() {
        return Stream.of(
                new InvalidQueryException(NO_NODE, "no such column"),
                new UnauthorizedException(NO_NODE, "the role may not write"));
    }

    @Test
    void a_connection_whose_other_end_is_gone_is_noticed_within_ten_seconds_and_a_node_that_is_back_within_five() {
        DriverExecutionProfile driver = driverSettings(CONF.clone());
        assertThat(driver.getDuration(DefaultDriverOption.HEARTBEAT_INTERVAL)
                        .plus(driver.getDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT)))
                .isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(driver.getDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY))
                .isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void what_the_user_says_of_the_driver_holds() {
        System.setProperty("datastax-java-driver.advanced.heartbeat.interval", "17 seconds");
        try {
            DriverExecutionProfile driver = driverSettings(CONF.clone()
                    .set("spark.cassandra.connection.reconnectionDelayMS.max", "23000")
                    .set("spark.cassandra.connection.timeoutMS", "3000"));
            assertThat(driver.getDuration(DefaultDriverOption.HEARTBEAT_INTERVAL))
                    .isEqualTo(Duration.ofSeconds(17));
            assertThat(driver.getDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY))
                    .isEqualTo(Duration.ofSeconds(23));
            assertThat(driver.getDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT))
                    .isEqualTo(Duration.ofSeconds(3));
        } finally {
            System.clearProperty("datastax-java-driver.advanced.heartbeat.interval");
        }
    }

    /** What the connector would open a session with. */
    private static DriverExecutionProfile driverSettings(SparkConf conf) {
        try (DriverConfigLoader loader = DefaultConnectionFactory.connectorConfigBuilder(
                        Cassandra.of(conf, JobSettings.from(conf)).connector().conf(),
                        DriverConfigLoader.programmaticBuilder())
                .build()) {
            return loader.getInitialConfig().getDefaultProfile();
        }
    }
}
