package io.tickstream.ingest.gate;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.quarkus.runtime.StartupEvent;
import io.tickstream.ingest.Deadline;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.service.cassandra.CassandraSession;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The row 'default' of the table schedule. Written to and read from a majority of the replicas, so that the tick after a
 * change sees it.
 */
@ApplicationScoped
class CassandraSchedule implements Schedule {
    private static final SimpleStatement SELECT = SimpleStatement.newInstance(
                    io.tickstream.contract.Schedule.SELECT, io.tickstream.contract.Schedule.NAME)
            .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
            .setIdempotent(true);

    private final CassandraSession session;

    CassandraSchedule(CassandraSession session) {
        this.session = session;
    }

    /** So that the first tick finds it open. */
    void onStart(@Observes StartupEvent event, IngestConfig config) {
        if (config.gate().enabled()) {
            session.open();
        }
    }

    @Override
    public Optional<Entry> read(Duration timeout) throws Unreachable {
        return Optional.ofNullable(execute(SELECT, timeout).one())
                .filter(row -> row.getString("state") != null)
                .map(CassandraSchedule::entry);
    }

    @Override
    public void change(io.tickstream.contract.Schedule change, Duration timeout) throws Unreachable {
        execute(
                SimpleStatement.newInstance(io.tickstream.contract.Schedule.CHANGE, change.values())
                        .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM)
                        .setIdempotent(true), // the values name the time
                timeout);
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.getString("state"),
                Optional.ofNullable(row.getString("changed_by")),
                Optional.ofNullable(row.getInstant("changed_at")),
                Optional.ofNullable(row.getString("reason")));
    }

    private AsyncResultSet execute(SimpleStatement statement, Duration timeout) throws Unreachable {
        Deadline deadline = Deadline.in(timeout);
        CqlSession open = await(session.open(), "connect", timeout, deadline);
        AsyncResultSet rows;
        try {
            rows = await(open.executeAsync(statement.setTimeout(timeout)), "answer", timeout, deadline);
        } catch (Unreachable e) {
            session.failed();
            throw e;
        }
        session.succeeded();
        return rows;
    }

    private static <T> T await(CompletionStage<T> stage, String what, Duration timeout, Deadline deadline)
            throws Unreachable {
        try {
            return stage.toCompletableFuture().get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new Unreachable(
                    "Cassandra did not %s within %s; see quarkus.cassandra.contact-points, ingest.gate-timeout and ingest.gate.change-timeout"
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
