package io.tickstream.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import io.tickstream.landing.rollup.Company;
import io.tickstream.landing.rollup.Tally;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Reads back what is in the table of companies, tick by tick, as much of it as the rollups need. */
final class CompanyReader implements AutoCloseable {
    private static final String SELECT =
            "SELECT timestamp_column, sector, country, number_of_employees, revenue, investment_received, valuation FROM "
                    + Table.COMPANIES_CREATED.qualifiedName() + " WHERE tick_id = ?";

    /** Hides the way to Cassandra and back; more would only fill its queue. */
    private static final int IN_FLIGHT = 64;

    private final Cassandra cassandra;
    private final Patience patience;
    private final CqlSession session;
    private final PreparedStatement select;

    private record Asked(UUID tick, BoundStatement statement, CompletionStage<AsyncResultSet> answer) {}

    private CompanyReader(Cassandra cassandra, Patience patience, CqlSession session, PreparedStatement select) {
        this.cassandra = cassandra;
        this.patience = patience;
        this.session = session;
        this.select = select;
    }

    static CompanyReader open(Cassandra cassandra, Patience patience) throws InterruptedException {
        return patience.ask(cassandra.toString(), () -> {
            CqlSession session = cassandra.open();
            try {
                PreparedStatement select = session.prepare(SimpleStatement.newInstance(SELECT)
                        .setIdempotent(true)
                        .setConsistencyLevel(cassandra.readConsistency()));
                return new CompanyReader(cassandra, patience, session, select);
            } catch (DriverException e) {
                session.close();
                throw Cassandra.awayOrThrow(e);
            }
        });
    }

    /** Counts in what the ticks have in the table now. */
    void read(Collection<UUID> ticks, Tally tally) throws InterruptedException {
        Deque<Asked> asked = new ArrayDeque<>();
        for (UUID tick : ticks) {
            if (asked.size() == IN_FLIGHT) {
                take(asked.poll(), tally);
            }
            BoundStatement statement = select.bind(tick);
            asked.add(new Asked(tick, statement, session.executeAsync(statement)));
        }
        while (!asked.isEmpty()) {
            take(asked.poll(), tally);
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private void take(Asked asked, Tally tally) throws InterruptedException {
        AsyncResultSet page = null;
        try {
            page = asked.answer().toCompletableFuture().get();
        } catch (ExecutionException e) {
            Cassandra.awayOrThrow(e.getCause());
        }
        if (page != null && !page.hasMorePages()) {
            count(asked.tick(), page.currentPage(), tally);
        } else {
            askAgain(asked, tally);
        }
    }

    /** In peace: what failed, and a tick that is too large for one page. */
    private void askAgain(Asked asked, Tally tally) throws InterruptedException {
        Iterable<Row> rows = patience.ask(cassandra.toString(), () -> {
            try {
                return session.execute(asked.statement()).all();
            } catch (DriverException e) {
                throw Cassandra.awayOrThrow(e);
            }
        });
        count(asked.tick(), rows, tally);
    }

    /** By position and without codecs, since this is done for each company. */
    private static void count(UUID tick, Iterable<Row> rows, Tally tally) {
        for (Row row : rows) {
            ByteBuffer slot = row.getBytesUnsafe(0);
            if (slot != null) { // the job writes no row without
                tally.add(
                        tick,
                        new Company(
                                slot.getLong(slot.position()),
                                text(row.getBytesUnsafe(1)),
                                text(row.getBytesUnsafe(2)),
                                number(row.getBytesUnsafe(3)),
                                amount(row.getBytesUnsafe(4)),
                                amount(row.getBytesUnsafe(5)),
                                amount(row.getBytesUnsafe(6))));
            }
        }
    }

    private static String text(ByteBuffer cell) {
        return cell == null ? null : StandardCharsets.UTF_8.decode(cell).toString();
    }

    private static int number(ByteBuffer cell) {
        return cell == null ? 0 : cell.getInt(cell.position());
    }

    private static double amount(ByteBuffer cell) {
        return cell == null ? 0 : cell.getDouble(cell.position());
    }
}
