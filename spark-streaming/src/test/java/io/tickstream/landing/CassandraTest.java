package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CassandraTest {
    private static final Node NO_NODE = null;

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
}
