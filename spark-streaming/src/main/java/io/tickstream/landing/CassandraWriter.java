package io.tickstream.landing;

import static java.util.stream.Collectors.joining;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.spark.connector.writer.RateLimiter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;

/**
 * Writes rows into one table. Neighbours of one partition go out as one unlogged batch, which Cassandra applies as a
 * single mutation; the statements in flight are bounded; null is left unset. A statement that fails while Cassandra is
 * away is sent again, which is harmless since its time stands in it.
 *
 * <p>The connector's own writer is not used since it repeats a statement without pause or end while no node is up, and
 * drops the cause of what it gives up on.
 */
final class CassandraWriter implements AutoCloseable {
    private final Cassandra cassandra;
    private final LandedTable table;
    private final CqlSession session;
    private final PreparedStatement insert;
    private final StatementSender sender;
    private final Optional<RateLimiter> rateLimiter;

    private final List<BatchableStatement<?>> batch = new ArrayList<>();
    private ByteBuffer batchPartition;
    private long batchBytes;

    private CassandraWriter(
            Cassandra cassandra, LandedTable table, Patience patience, CqlSession session, PreparedStatement insert) {
        this.cassandra = cassandra;
        this.table = table;
        this.session = session;
        this.insert = insert;
        StructField[] columns = table.columns().fields();
        for (int i = 0; i < columns.length; i++) {
            ColumnBinding.check(
                    columns[i], insert.getVariableDefinitions().get(i).getType());
        }
        this.rateLimiter = cassandra.rateLimiter();
        this.sender =
                new StatementSender(cassandra, session, patience, table.table().qualifiedName());
    }

    static CassandraWriter open(Cassandra cassandra, LandedTable table, Patience patience) throws InterruptedException {
        return patience.ask(cassandra.toString(), () -> {
            CqlSession session = cassandra.open();
            try {
                PreparedStatement insert = session.prepare(SimpleStatement.newInstance(insertInto(table))
                        .setIdempotent(true)
                        .setConsistencyLevel(cassandra.consistencyLevel()));
                return new CassandraWriter(cassandra, table, patience, session, insert);
            } catch (DriverException e) {
                session.close();
                throw Cassandra.awayOrThrow(e);
            } catch (IllegalStateException e) {
                session.close();
                throw e;
            }
        });
    }

    static String insertInto(LandedTable table) {
        List<String> columns = List.of(table.columns().fieldNames());
        return "INSERT INTO %s (%s) VALUES (%s) USING TIMESTAMP ?"
                .formatted(
                        table.table().qualifiedName(),
                        columns.stream().map("\"%s\""::formatted).collect(joining(", ")),
                        String.join(", ", Collections.nCopies(columns.size(), "?")));
    }

    /**
     * Writes a row, now or with its neighbours; {@link #flush} waits until it is written.
     *
     * @param values CQL's bytes in the order of the table's columns; null is left unset
     * @param writeTime microseconds since 1970-01-01T00:00:00Z
     */
    void write(ByteBuffer[] values, long writeTime) throws InterruptedException {
        BoundStatementBuilder row = insert.boundStatementBuilder();
        long bytes = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) {
                row = row.setBytesUnsafe(i, values[i]);
                bytes += values[i].remaining();
            }
        }
        ByteBuffer partition = values[table.partitionColumn()];
        if (!partition.equals(batchPartition) || batchBytes + bytes > cassandra.batchBytes()) {
            send();
        }
        batch.add(row.setBytesUnsafe(values.length, ColumnBinding.bigint(writeTime))
                .build());
        batchPartition = partition;
        batchBytes += bytes;
    }

    /**
     * Waits until Cassandra has acknowledged every row.
     *
     * @throws Patience.Exhausted if it stays away
     * @throws IllegalStateException if it refuses a row; the batch must then be read again
     */
    void flush() throws InterruptedException {
        send();
        sender.flush();
    }

    @Override
    public void close() {
        session.close();
    }

    private void send() throws InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        Statement<?> statement = batch.size() == 1
                ? (BoundStatement) batch.get(0)
                : BatchStatement.newInstance(DefaultBatchType.UNLOGGED, batch)
                        .setIdempotent(true)
                        .setConsistencyLevel(cassandra.consistencyLevel());
        long bytes = batchBytes;
        batch.clear();
        batchBytes = 0;
        rateLimiter.ifPresent(limiter -> limiter.maybeSleep(bytes));
        sender.send(statement);
    }
}
