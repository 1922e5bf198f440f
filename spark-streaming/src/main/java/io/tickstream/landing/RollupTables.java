package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import io.tickstream.landing.rollup.Dimension;
import io.tickstream.landing.rollup.Group;
import io.tickstream.landing.rollup.LandedTick;
import io.tickstream.landing.rollup.Request;
import io.tickstream.landing.rollup.Rollup;
import io.tickstream.landing.rollup.RollupStore;
import io.tickstream.landing.rollup.Sums;
import io.tickstream.landing.rollup.Tally;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The rollups' tables in Cassandra. Neighbours of one partition are written as one unlogged batch. The time of all that
 * is written after {@link #begin} is the time of that call, or a little later than anything read since: so a clock that
 * was set back does no harm, and what a driver writes that was frozen meanwhile loses against its successor's.
 */
final class RollupTables implements RollupStore, AutoCloseable {
    private static final String SUMS = "companies, employees, revenue, investment, valuation";
    private static final String NEW_SUMS = "(dimension, %s, companies, employees, revenue, investment, valuation)";
    private static final String MINUTES = Table.COMPANY_STATS.qualifiedName();
    private static final String DAYS = Table.COMPANY_DAYS.qualifiedName();
    private static final String TOTALS = Table.COMPANY_TOTALS.qualifiedName();
    private static final String LANDED = Table.LANDED.qualifiedName();
    private static final String REQUESTS = Table.ROLLUP_REQUESTS.qualifiedName();
    private static final String HOUR = "hour";

    /** What a row has besides its texts, in bytes; more or less. */
    private static final int ROW_BYTES = 100;

    /** A text in a batch, at worst: bytes a character. */
    private static final int CHARACTER_BYTES = 3;

    private final Cassandra cassandra;
    private final CqlSession session;
    private final CompanyReader companies;
    private final Patience patience;
    private final Fence fence;
    private final InstantSource clock;
    private final Statements statements;
    private final Map<Object, Batch> batches = new HashMap<>();
    private Waiting waiting;
    private StatementSender sender;
    private long writeTime;

    /** Fails unless we are the one driver. */
    interface Fence {
        void confirm(Patience patience) throws InterruptedException;
    }

    private record Batch(List<BatchableStatement<?>> statements, int bytes) {}

    /** A partition of a table. */
    private record Place(String table, Object dimension, LocalDate day) {}

    private record Statements(
            PreparedStatement landed,
            PreparedStatement minutes,
            PreparedStatement day,
            PreparedStatement days,
            PreparedStatement newestDay,
            PreparedStatement totals,
            PreparedStatement requests,
            PreparedStatement putLanded,
            PreparedStatement putMinute,
            PreparedStatement putDay,
            PreparedStatement putTotal,
            PreparedStatement putPending,
            PreparedStatement putRequest,
            PreparedStatement dropLanded,
            PreparedStatement dropMinute,
            PreparedStatement dropDay,
            PreparedStatement dropTotal,
            PreparedStatement dropRequest) {
        static Statements prepare(CqlSession session, Cassandra cassandra) {
            Preparer read = cql -> session.prepare(SimpleStatement.newInstance(cql)
                    .setIdempotent(true)
                    .setConsistencyLevel(cassandra.readConsistency()));
            Preparer write = cql -> session.prepare(SimpleStatement.newInstance(cql)
                    .setIdempotent(true)
                    .setConsistencyLevel(cassandra.consistencyLevel()));
            String sums = SUMS + ", WRITETIME(companies) AS written";
            return new Statements(
                    read.prepare("SELECT slot, tick_id, rows, WRITETIME(rows) AS written FROM " + LANDED
                            + " WHERE day = ? AND slot >= ? AND slot < ?"),
                    read.prepare(
                            "SELECT minute, value, " + sums + " FROM " + MINUTES + " WHERE dimension = ? AND day = ?"),
                    read.prepare("SELECT value, " + sums + " FROM " + DAYS + " WHERE dimension = ? AND day = ?"),
                    read.prepare("SELECT value, " + sums + " FROM " + DAYS + " WHERE dimension = ?"),
                    read.prepare("SELECT day FROM " + DAYS + " WHERE dimension = ? AND day <= ? LIMIT 1"),
                    read.prepare("SELECT value, " + sums + " FROM " + TOTALS + " WHERE dimension = ?"),
                    read.prepare(
                            "SELECT hour, WRITETIME(requested_at) AS written FROM " + REQUESTS + " WHERE kind = ?"),
                    write.prepare("INSERT INTO " + LANDED + " (day, slot, tick_id, rows) VALUES (?, ?, ?, ?)"),
                    write.prepare("INSERT INTO " + MINUTES + NEW_SUMS.formatted("day, minute, value")
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                    write.prepare("INSERT INTO " + DAYS + NEW_SUMS.formatted("day, value")
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
                    write.prepare(
                            "INSERT INTO " + TOTALS + NEW_SUMS.formatted("value") + " VALUES (?, ?, ?, ?, ?, ?, ?)"),
                    write.prepare("INSERT INTO " + LANDED + " (day, slot, tick_id) VALUES (?, ?, ?)"),
                    write.prepare("INSERT INTO " + REQUESTS + " (kind, hour, requested_at) VALUES (?, ?, ?)"),
                    write.prepare("DELETE FROM " + LANDED + " WHERE day = ? AND slot = ? AND tick_id = ?"),
                    write.prepare(
                            "DELETE FROM " + MINUTES + " WHERE dimension = ? AND day = ? AND minute = ? AND value = ?"),
                    write.prepare("DELETE FROM " + DAYS + " WHERE dimension = ? AND day = ? AND value = ?"),
                    write.prepare("DELETE FROM " + TOTALS + " WHERE dimension = ? AND value = ?"),
                    write.prepare("DELETE FROM " + REQUESTS + " USING TIMESTAMP ? WHERE kind = ? AND hour = ?"));
        }

        private interface Preparer {
            PreparedStatement prepare(String cql);
        }
    }

    private RollupTables(
            Cassandra cassandra,
            CqlSession session,
            Statements statements,
            CompanyReader companies,
            Patience patience,
            Fence fence,
            InstantSource clock) {
        this.cassandra = cassandra;
        this.session = session;
        this.statements = statements;
        this.companies = companies;
        this.patience = patience;
        this.fence = requireNonNull(fence, "fence");
        this.clock = requireNonNull(clock, "clock");
    }

    /** @param patience in a batch's turn */
    static RollupTables open(Cassandra cassandra, Patience patience, Fence fence, InstantSource clock)
            throws InterruptedException {
        CompanyReader companies = CompanyReader.open(cassandra, patience);
        try {
            return patience.ask(cassandra.toString(), () -> {
                CqlSession session = cassandra.open();
                try {
                    return new RollupTables(
                            cassandra,
                            session,
                            Statements.prepare(session, cassandra),
                            companies,
                            patience,
                            fence,
                            clock);
                } catch (DriverException e) {
                    session.close();
                    throw Cassandra.awayOrThrow(e);
                }
            });
        } catch (RuntimeException | InterruptedException e) {
            companies.close();
            throw e;
        }
    }

    @Override
    public void begin(Turn turn) throws InterruptedException {
        waiting = turn == Turn.REQUEST ? Waiting.SHORT : Waiting.patiently(patience);
        batches.clear();
        sender = new StatementSender(cassandra, session, waiting.patience(), "the rollups' tables");
        Instant now = clock.instant(); // before the question: a successor can only write later
        writeTime = Math.max(writeTime + 1, TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000);
        fence.confirm(waiting.patience());
    }

    @Override
    public List<LandedTick> landed(LocalDate day, long from, long to) throws InterruptedException {
        List<LandedTick> landed = new ArrayList<>();
        for (Row row : ask(statements.landed(), day, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to))) {
            writeAfter(row);
            landed.add(
                    new LandedTick(row.getInstant("slot").toEpochMilli(), row.getUuid("tick_id"), row.getInt("rows")));
        }
        return landed;
    }

    @Override
    public void read(Collection<UUID> ticks, Tally tally) throws InterruptedException {
        companies.read(ticks, tally, waiting);
    }

    @Override
    public SortedMap<Long, Rollup> minutes(LocalDate day) throws InterruptedException {
        SortedMap<Long, Rollup> minutes = new TreeMap<>();
        for (Dimension dimension : Dimension.values()) {
            for (Row row : ask(statements.minutes(), dimension.code(), day)) {
                add(
                        dimension,
                        row,
                        minutes.computeIfAbsent(row.getInstant("minute").toEpochMilli(), minute -> new Rollup()));
            }
        }
        return minutes;
    }

    @Override
    public Rollup day(LocalDate day) throws InterruptedException {
        Rollup sums = new Rollup();
        for (Dimension dimension : Dimension.values()) {
            for (Row row : ask(statements.day(), dimension.code(), day)) {
                add(dimension, row, sums);
            }
        }
        return sums;
    }

    @Override
    public Rollup sumOfDays() throws InterruptedException {
        return everything(statements.days());
    }

    @Override
    public LocalDate newestDay(LocalDate last) throws InterruptedException {
        // each company is in each dimension
        List<Row> newest = ask(statements.newestDay(), Dimension.SIZE.code(), last);
        return newest.isEmpty() ? null : newest.get(0).getLocalDate("day");
    }

    @Override
    public Rollup totals() throws InterruptedException {
        return everything(statements.totals());
    }

    @Override
    public void putLanded(LandedTick tick) throws InterruptedException {
        Instant slot = Instant.ofEpochMilli(tick.slot());
        LocalDate day = dayOf(tick.slot());
        put(
                new Place(LANDED, "", day),
                0,
                tick.rows() == 0
                        ? statements.dropLanded().bind(day, slot, tick.tick())
                        : statements.putLanded().bind(day, slot, tick.tick(), tick.rows()));
    }

    @Override
    public void putMinute(long minute, Group group, Sums sums) throws InterruptedException {
        String dimension = group.dimension().code();
        LocalDate day = dayOf(minute);
        Instant begin = Instant.ofEpochMilli(minute);
        put(
                new Place(MINUTES, dimension, day),
                group.value().length(),
                sums.equals(Sums.NOTHING)
                        ? statements.dropMinute().bind(dimension, day, begin, group.value())
                        : statements
                                .putMinute()
                                .bind(
                                        dimension,
                                        day,
                                        begin,
                                        group.value(),
                                        sums.companies(),
                                        sums.employees(),
                                        Sums.amount(sums.revenue()),
                                        Sums.amount(sums.investment()),
                                        Sums.amount(sums.valuation())));
    }

    @Override
    public void putDay(LocalDate day, Group group, Sums sums) throws InterruptedException {
        String dimension = group.dimension().code();
        put(
                new Place(DAYS, dimension, null),
                group.value().length(),
                sums.equals(Sums.NOTHING)
                        ? statements.dropDay().bind(dimension, day, group.value())
                        : statements
                                .putDay()
                                .bind(
                                        dimension,
                                        day,
                                        group.value(),
                                        sums.companies(),
                                        sums.employees(),
                                        Sums.amount(sums.revenue()),
                                        Sums.amount(sums.investment()),
                                        Sums.amount(sums.valuation())));
    }

    @Override
    public void putTotal(Group group, Sums sums) throws InterruptedException {
        String dimension = group.dimension().code();
        put(
                new Place(TOTALS, dimension, null),
                group.value().length(),
                sums.equals(Sums.NOTHING)
                        ? statements.dropTotal().bind(dimension, group.value())
                        : statements
                                .putTotal()
                                .bind(
                                        dimension,
                                        group.value(),
                                        sums.companies(),
                                        sums.employees(),
                                        Sums.amount(sums.revenue()),
                                        Sums.amount(sums.investment()),
                                        Sums.amount(sums.valuation())));
    }

    @Override
    public List<Request> requests() throws InterruptedException {
        return ask(Waiting.SHORT, statements.requests(), HOUR).stream()
                .map(row -> new Request(
                        row.getInstant("hour").toEpochMilli(),
                        // one made by hand may lack requested_at, and with it the time
                        row.isNull("written")
                                ? TimeUnit.MILLISECONDS.toMicros(clock.millis())
                                : row.getLong("written")))
                .toList();
    }

    @Override
    public void done(Request request) throws InterruptedException {
        ask(statements.dropRequest(), request.written(), HOUR, Instant.ofEpochMilli(request.hour()));
    }

    /**
     * Asks whoever keeps the rollups to recompute the hours of these ticks.
     *
     * @return how many hours
     */
    int request(Collection<LandedTick> ticks) throws InterruptedException {
        begin(Turn.BATCH);
        SortedSet<Instant> hours = new TreeSet<>();
        for (LandedTick tick : ticks) {
            Instant slot = Instant.ofEpochMilli(tick.slot());
            LocalDate day = dayOf(tick.slot());
            put(new Place(LANDED, "", day), 0, statements.putPending().bind(day, slot, tick.tick()));
            hours.add(slot.truncatedTo(ChronoUnit.HOURS));
        }
        flush(); // first all that an hour is to count
        for (Instant hour : hours) {
            put(new Place(REQUESTS, HOUR, null), 0, statements.putRequest().bind(HOUR, hour, clock.instant()));
        }
        flush();
        return hours.size();
    }

    @Override
    public void flush() throws InterruptedException {
        for (Batch batch : batches.values()) {
            send(batch);
        }
        batches.clear();
        sender.flush();
        writeTime++; // a row that is written again has a later time
    }

    @Override
    public void close() {
        companies.close();
        session.close();
    }

    private Rollup everything(PreparedStatement select) throws InterruptedException {
        Rollup sums = new Rollup();
        for (Dimension dimension : Dimension.values()) {
            for (Row row : ask(select, dimension.code())) {
                add(dimension, row, sums);
            }
        }
        return sums;
    }

    private void add(Dimension dimension, Row row, Rollup sums) {
        writeAfter(row);
        sums.add(
                new Group(dimension, row.getString("value")),
                new Sums(
                        row.getLong("companies"),
                        row.getLong("employees"),
                        Sums.hundredths(row.getDouble("revenue")),
                        Sums.hundredths(row.getDouble("investment")),
                        Sums.hundredths(row.getDouble("valuation"))));
    }

    private void writeAfter(Row row) {
        writeTime = Math.max(writeTime, row.getLong("written") + 1);
    }

    private List<Row> ask(PreparedStatement select, Object... values) throws InterruptedException {
        return ask(waiting, select, values);
    }

    private List<Row> ask(Waiting how, PreparedStatement select, Object... values) throws InterruptedException {
        return how.patience().ask(cassandra.toString(), () -> {
            try {
                return session.execute(how.limit(select.bind(values))).all();
            } catch (DriverException e) {
                throw Cassandra.awayOrThrow(e);
            }
        });
    }

    private void put(Place place, int characters, BatchableStatement<?> statement) throws InterruptedException {
        int bytes = ROW_BYTES + CHARACTER_BYTES * characters;
        Batch batch = batches.get(place);
        if (batch != null && batch.bytes() + bytes > cassandra.batchBytes()) {
            send(batch);
            batch = null;
        }
        Batch grown = batch == null
                ? new Batch(new ArrayList<>(), bytes)
                : new Batch(batch.statements(), batch.bytes() + bytes);
        grown.statements().add(statement);
        batches.put(place, grown);
    }

    private void send(Batch batch) throws InterruptedException {
        sender.send(waiting.limit(BatchStatement.newInstance(DefaultBatchType.UNLOGGED, batch.statements())
                .setQueryTimestamp(writeTime)
                .setIdempotent(true)
                .setConsistencyLevel(cassandra.consistencyLevel())));
    }

    private static LocalDate dayOf(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }
}
