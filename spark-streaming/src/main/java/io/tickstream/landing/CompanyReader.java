package io.tickstream.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import io.tickstream.landing.rollup.Company;
import io.tickstream.landing.rollup.Tally;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Reads back what is in the table of companies, as much of it as the rollups need. Several ticks are asked for at once,
 * since a request costs more than the few rows of a tick.
 */
final class CompanyReader implements AutoCloseable {
    private static final String SELECT =
            "SELECT tick_id, timestamp_column, sector, country, number_of_employees, revenue, investment_received,"
                    + " valuation FROM " + Table.COMPANIES_CREATED.qualifiedName() + " WHERE tick_id IN ?";

    private static final int TICKS_A_REQUEST = 16;

    private final Cassandra cassandra;
    private final Patience patience;
    private final CqlSession session;
    private final PreparedStatement select;

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
        List<UUID> all = List.copyOf(ticks);
        List<BoundStatement> questions = new ArrayList<>();
        for (int from = 0; from < all.size(); from += TICKS_A_REQUEST) {
            questions.add(waiting.limit(select.bind(all.subList(from, Math.min(all.size(), from + TICKS_A_REQUEST)))));
        }
        new Questions(cassandra, session).ask(questions, waiting.patience(), row -> count(row, tally));
    }

    @Override
    public void close() {
        session.close();
    }

    /** By position and without codecs, since this is done for each company. */
    private static void count(Row row, Tally tally) {
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
