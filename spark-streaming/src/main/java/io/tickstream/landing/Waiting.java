package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait for Cassandra.
 *
 * @param patience how long to ask again
 * @param answer for one answer; empty for as long as the session is configured to
 */
record Waiting(Patience patience, Optional<Duration> answer) {
    /** For what is tried again later, and what something else waits for meanwhile. */
    static final Waiting SHORT = new Waiting(new Patience(Duration.ZERO), Optional.of(Duration.ofSeconds(2)));

    Waiting {
        requireNonNull(patience, "patience");
        requireNonNull(answer, "answer");
    }

    static Waiting patiently(Patience patience) {
        return new Waiting(patience, Optional.empty());
    }

    BoundStatement limit(BoundStatement statement) {
        return answer.map(statement::setTimeout).orElse(statement);
    }

    BatchStatement limit(BatchStatement statement) {
        return answer.map(statement::setTimeout).orElse(statement);
    }
}
