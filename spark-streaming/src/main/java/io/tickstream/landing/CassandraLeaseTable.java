package io.tickstream.landing;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Leases in Cassandra, by lightweight transactions. */
final class CassandraLeaseTable implements LeaseTable {
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final String TABLE = Table.JOB_LEASES.qualifiedName();
    private static final String SELECT =
            "SELECT epoch, beat, driver, holder, since, released FROM " + TABLE + " WHERE checkpoint = ?";
    private static final String GIVE = "INSERT INTO " + TABLE
            + " (checkpoint, epoch, beat, driver, holder, since, released) VALUES (?, 1, 0, ?, ?, ?, false) IF NOT EXISTS";
    private static final String PASS = "UPDATE " + TABLE
            + " SET epoch = ?, beat = 0, driver = ?, holder = ?, since = ?, released = false WHERE checkpoint = ?"
            + " IF epoch = ? AND beat = ?";
    private static final String BEAT = "UPDATE " + TABLE + " SET beat = ? WHERE checkpoint = ? IF driver = ?";
    private static final String RELEASE = "UPDATE " + TABLE + " SET released = true WHERE checkpoint = ? IF driver = ?";

    private final Cassandra cassandra;
    private final CqlSession session;

    private CassandraLeaseTable(Cassandra cassandra, CqlSession session) {
        this.cassandra = cassandra;
        this.session = session;
    }

    /** @throws Patience.Exhausted if Cassandra is away */
    static CassandraLeaseTable open(Cassandra cassandra, Patience patience) throws InterruptedException {
        return new CassandraLeaseTable(cassandra, patience.ask(cassandra.toString(), cassandra::open));
    }

    @Override
    public Optional<Entry> find(UUID right) throws Away {
        try {
            SimpleStatement select = SimpleStatement.newInstance(SELECT, right)
                    .setTimeout(ANSWER)
                    .setConsistencyLevel(DefaultConsistencyLevel.SERIAL); // sees what a write that timed out has done
            return Optional.ofNullable(session.execute(select).one()).map(CassandraLeaseTable::entry);
        } catch (DriverException e) {
            throw Cassandra.awayOrThrow(e);
        }
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.getLong("epoch"),
                row.getLong("beat"),
                new Driver(row.getUuid("driver"), row.getString("holder")),
                row.getInstant("since"),
                row.getBoolean("released"));
    }

    @Override
    public void give(UUID right, Driver driver) throws Away {
        execute(GIVE, right, driver.id(), driver.name(), Instant.now());
    }

    @Override
    public void pass(UUID right, Entry found, Driver driver) throws Away {
        execute(PASS, found.epoch() + 1, driver.id(), driver.name(), Instant.now(), right, found.epoch(), found.beat());
    }

    @Override
    public Set<UUID> beat(Collection<UUID> rights, long beat, Driver driver) throws Away, InterruptedException {
        Map<UUID, CompletionStage<AsyncResultSet>> asked = new LinkedHashMap<>();
        rights.forEach(right -> asked.put(right, session.executeAsync(statement(BEAT, beat, right, driver.id()))));
        Set<UUID> gone = new HashSet<>();
        for (Map.Entry<UUID, CompletionStage<AsyncResultSet>> answer : asked.entrySet()) {
            try {
                if (!answer.getValue().toCompletableFuture().get().wasApplied()) {
                    gone.add(answer.getKey());
                }
            } catch (ExecutionException e) {
                throw Cassandra.awayOrThrow(e.getCause());
            }
        }
        return gone;
    }

    @Override
    public void release(UUID right, Driver driver) throws Away {
        execute(RELEASE, right, driver.id());
    }

    @Override
    public void close() {
        session.close();
    }

    private void execute(String statement, Object... values) throws Away {
        try {
            session.execute(statement(statement, values));
        } catch (DriverException e) {
            throw Cassandra.awayOrThrow(e);
        }
    }

    private SimpleStatement statement(String statement, Object... values) {
        return SimpleStatement.newInstance(statement, values)
                .setTimeout(ANSWER)
                .setConsistencyLevel(commit(cassandra.consistencyLevel()));
    }

    /** A lease that fewer than a quorum have acknowledged is none, however rows are written. */
    private static ConsistencyLevel commit(ConsistencyLevel rows) {
        return rows == DefaultConsistencyLevel.LOCAL_ONE || rows == DefaultConsistencyLevel.ONE
                ? DefaultConsistencyLevel.QUORUM
                : rows;
    }

    /** Cassandra's address, for messages. */
    @Override
    public String toString() {
        return cassandra.toString();
    }
}
