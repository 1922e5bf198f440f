package io.tickstream.ingest.gate;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import io.tickstream.ingest.Deadline;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The row 'default' of the table schedule. */
@ApplicationScoped
class CassandraSchedule implements Schedule {
    private static final SimpleStatement STATE = SimpleStatement.newInstance(
                    "SELECT state FROM " + Table.SCHEDULE.qualifiedName() + " WHERE name = 'default'")
            .setConsistencyLevel(ConsistencyLevel.LOCAL_ONE)
            .setIdempotent(true);

    private final CassandraSession session;

    CassandraSchedule(CassandraSession session) {
        this.session = session;
    }

    @Override
    public Optional<String> state(Duration timeout) throws Unreachable {
        Deadline deadline = Deadline.in(timeout);
        CqlSession open = await(session.open(), "connect", timeout, deadline);
        AsyncResultSet rows;
        try {
            rows = await(open.executeAsync(STATE.setTimeout(timeout)), "answer", timeout, deadline);
        } catch (Unreachable e) {
            session.failed();
            throw e;
        }
        session.succeeded();
        Row row = rows.one();
        return Optional.ofNullable(row).map(found -> found.getString("state"));
    }

    private static <T> T await(CompletionStage<T> stage, String what, Duration timeout, Deadline deadline)
            throws Unreachable {
        try {
            return stage.toCompletableFuture().get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new Unreachable(
                    "Cassandra did not %s within %s; see quarkus.cassandra.contact-points and ingest.gate-timeout"
                            .formatted(what, timeout),
                    e);
        } catch (ExecutionException e) {
            throw new Unreachable(
                    "Cassandra did not %s (%s); see quarkus.cassandra.contact-points, its local-datacenter and its auth"
                            .formatted(what, e.getCause().getMessage()),
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable("The function was told to stop while it waited for Cassandra", e);
        }
    }
}
