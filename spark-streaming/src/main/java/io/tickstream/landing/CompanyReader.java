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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * Reads back what is in the table of companies, as much of it as the rollups need. Several ticks are asked for at once,
 * since a request costs more than the few rows of a tick.
 */
final class CompanyReader implements AutoCloseable {
    private static final String SELECT =
            "SELECT tick_id, timestamp_column, sector, country, number_of_employees, revenue, investment_received,"
                    + " valuation FROM " + Table.COMPANIES_CREATED.qualifiedName() + " WHERE tick_id IN ?";

    private static final int TICKS_A_REQUEST = 16;

    /** Hides the way to Cassandra and back; more would only fill its queue. */
    private static final int IN_FLIGHT = 8;

    private final Cassandra cassandra;
    private final Patience patience;
    private final CqlSession session;
    private final PreparedStatement select;

    private record Asked(BoundStatement statement, CompletionStage<AsyncResultSet> answer) {}

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
        read(ticks, tally, Waiting.patiently(patience));
    }

    void read(Collection<UUID> ticks, Tally tally, Waiting waiting) throws InterruptedException {
        Deque<Asked> asked = new ArrayDeque<>();
        List<UUID> all = List.copyOf(ticks);
        for (int from = 0; from < all.size(); from += TICKS_A_REQUEST) {
            if (asked.size() == IN_FLIGHT) {
                count(rows(asked.poll(), waiting.patience()), tally);
            }
            BoundStatement statement =
                    waiting.limit(select.bind(all.subList(from, Math.min(all.size(), from + TICKS_A_REQUEST))));
            asked.add(new Asked(statement, session.executeAsync(statement)));
        }
        while (!asked.isEmpty()) {
            count(rows(asked.poll(), waiting.patience()), tally);
        }
    }

    @Override
    public void close() {
        session.close();
    }

    private List<Row> rows(Asked asked, Patience again) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        try {
            AsyncResultSet page = asked.answer().toCompletableFuture().get();
            page.currentPage().forEach(rows::add);
            while (page.hasMorePages()) {
                page = page.fetchNextPage().toCompletableFuture().get();
                page.currentPage().forEach(rows::add);
            }
            return rows;
        } catch (ExecutionException e) {
            Away first = Cassandra.awayOrThrow(e.getCause());
            return again.ask(cassandra.toString(), () -> {
                try {
                    return session.execute(asked.statement()).all();
                } catch (DriverException second) {
                    second.addSuppressed(first);
                    throw Cassandra.awayOrThrow(second);
                }
            });
        }
    }

    /** By position and without codecs, since this is done for each company. */
    private static void count(List<Row> rows, Tally tally) {
        for (Row row : rows) {
            ByteBuffer tick = row.getBytesUnsafe(0);
            ByteBuffer slot = row.getBytesUnsafe(1);
            if (slot != null) { // the job writes no row without
                tally.add(
                        new UUID(tick.getLong(tick.position()), tick.getLong(tick.position() + Long.BYTES)),
                        new Company(
                                slot.getLong(slot.position()),
                                text(row.getBytesUnsafe(2)),
                                text(row.getBytesUnsafe(3)),
                                number(row.getBytesUnsafe(4)),
                                amount(row.getBytesUnsafe(5)),
                                amount(row.getBytesUnsafe(6)),
                                amount(row.getBytesUnsafe(7))));
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
