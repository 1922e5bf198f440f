package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.tickstream.contract.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Moves rejections from the table rejected to the table resolved that an attempt of their tick left behind and another
 * has outdone: so no place in a source's answer counts as a company and as a rejection.
 * docs/decisions/0030-attempts-that-were-outdone.md says why here.
 *
 * <p>A company, a rejection and a receipt of one tick land in any order; whichever comes last finds the others. So this
 * is to be asked after each batch, before its offsets are committed. Asking twice changes nothing.
 */
final class SupersededRejections implements AutoCloseable {
    /** How much earlier another attempt of a tick by hand may have been dated. */
    static final Duration ATTEMPTS_APART = Duration.ofMinutes(10);

    /** People ask for few ticks; what has more slots by hand is a load, or somebody who wants to keep the job busy. */
    private static final int MOST_SLOTS_BY_HAND = 100;

    /** A period is a number of them, and so is the time of a slot since the hour. */
    private static final Duration BETWEEN_SLOTS = Duration.ofSeconds(1);

    /** In the table resolved. */
    static final String ACTION = "superseded";

    private static final String BY = "landing job";
    private static final int TICKS_A_REQUEST = 16;
    private static final int TIMES_A_REQUEST = 100;
    private static final Set<String> ENDED_WELL = Set.of("delivered", "empty", "rejected");

    private final Cassandra cassandra;
    private final Patience patience;
    private final InstantSource clock;
    private final CqlSession session;
    private final Statements statements;

    private record Statements(
            PreparedStatement anyRejection,
            PreparedStatement rejections,
            PreparedStatement receipts,
            PreparedStatement companies,
            PreparedStatement insert,
            PreparedStatement delete) {
        static Statements prepare(CqlSession session, Cassandra cassandra) {
            return new Statements(
                    session.prepare(read(
                            cassandra,
                            "SELECT at FROM " + Table.REJECTED.qualifiedName()
                                    + " WHERE day = ? AND at >= ? AND at <= ? LIMIT 1")),
                    session.prepare(read(
                            cassandra,
                            "SELECT at, id, stage, reason, tick_id FROM " + Table.REJECTED.qualifiedName()
                                    + " WHERE day = ? AND at IN ?")),
                    session.prepare(read(
                            cassandra,
                            "SELECT id, outcome, fetched, published FROM " + Table.TICKS.qualifiedName()
                                    + " WHERE day = ? AND slot IN ?")),
                    session.prepare(read(
                            cassandra,
                            "SELECT tick_id, id FROM " + Table.COMPANIES_CREATED.qualifiedName()
                                    + " WHERE tick_id IN ?")),
                    // long ago: what somebody else has noted of the same letter stays
                    session.prepare(write(
                            cassandra,
                            "INSERT INTO " + Table.RESOLVED.qualifiedName()
                                    + " (day, at, id, stage, reason, tick_id, action, resolved_by, resolved_at)"
                                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP "
                                    + LandedTable.FIRST_OFFSET_WRITTEN)),
                    session.prepare(write(
                            cassandra,
                            "DELETE FROM " + Table.REJECTED.qualifiedName() + " WHERE day = ? AND at = ? AND id = ?")));
        }

        private static SimpleStatement read(Cassandra cassandra, String cql) {
            return SimpleStatement.newInstance(cql)
                    .setIdempotent(true)
                    .setConsistencyLevel(cassandra.readConsistency());
        }

        private static SimpleStatement write(Cassandra cassandra, String cql) {
            return SimpleStatement.newInstance(cql)
                    .setIdempotent(true)
                    .setConsistencyLevel(cassandra.consistencyLevel());
        }
    }

    private record Rejection(Instant at, UUID id, String stage, String reason, UUID tick) {}

    private SupersededRejections(
            Cassandra cassandra, Patience patience, InstantSource clock, CqlSession session, Statements statements) {
        this.cassandra = cassandra;
        this.patience = patience;
        this.clock = requireNonNull(clock, "clock");
        this.session = session;
        this.statements = statements;
    }

    static SupersededRejections open(Cassandra cassandra, Patience patience, InstantSource clock)
            throws InterruptedException {
        return patience.ask(cassandra.toString(), () -> {
            CqlSession session = cassandra.open();
            try {
                return new SupersededRejections(
                        cassandra, patience, clock, session, Statements.prepare(session, cassandra));
            } catch (DriverException e) {
                session.close();
                throw Cassandra.awayOrThrow(e);
            }
        });
    }

    /**
     * Moves what is superseded; returns when that is written.
     *
     * @param made ticks of which companies, rejections or receipts have landed
     * @return how many rejections
     */
    int resolve(Collection<TickSlot> made) throws InterruptedException {
        Map<UUID, List<Rejection>> rejections = rejections(made);
        if (rejections.isEmpty()) { // as nearly always
            return 0;
        }
        Map<UUID, Set<UUID>> companies = companies(List.copyOf(rejections.keySet()));
        Map<UUID, TickResult.Receipt> receipts = receipts(made.stream()
                .filter(each -> rejections.containsKey(each.tick()))
                .toList());
        StatementSender sender = new StatementSender(cassandra, session, patience, Table.RESOLVED.qualifiedName());
        int resolved = 0;
        for (Map.Entry<UUID, List<Rejection>> tick : rejections.entrySet()) {
            Set<UUID> superseded = new TickResult(
                            tick.getKey(),
                            companies.getOrDefault(tick.getKey(), Set.of()),
                            Optional.ofNullable(receipts.get(tick.getKey())))
                    .superseded(tick.getValue().stream().map(Rejection::id).collect(Collectors.toSet()));
            for (Rejection rejection : tick.getValue()) {
                if (superseded.contains(rejection.id())) {
                    sender.send(move(rejection));
                    resolved++;
                }
            }
        }
        sender.flush();
        return resolved;
    }

    @Override
    public void close() {
        session.close();
    }

    private Map<UUID, List<Rejection>> rejections(Collection<TickSlot> made) throws InterruptedException {
        Set<UUID> ticks = made.stream().map(TickSlot::tick).collect(Collectors.toSet());
        SortedSet<Instant> times = times(made);
        Map<UUID, List<Rejection>> found = new HashMap<>();
        if (times.size() > TIMES_A_REQUEST && noneBetween(times)) {
            return found;
        }
        for (Row row : at(statements.rejections(), times)) {
            UUID tick = row.getUuid("tick_id");
            if (tick != null && ticks.contains(tick) && "source".equals(row.getString("stage"))) {
                found.computeIfAbsent(tick, none -> new ArrayList<>())
                        .add(new Rejection(
                                row.getInstant("at"),
                                row.getUuid("id"),
                                row.getString("stage"),
                                row.getString("reason"),
                                tick));
            }
        }
        return found;
    }

    private Map<UUID, Set<UUID>> companies(List<UUID> ticks) throws InterruptedException {
        Map<UUID, Set<UUID>> found = new HashMap<>();
        for (int from = 0; from < ticks.size(); from += TICKS_A_REQUEST) {
            List<UUID> some = ticks.subList(from, Math.min(ticks.size(), from + TICKS_A_REQUEST));
            for (Row row : ask(statements.companies().bind(some))) {
                found.computeIfAbsent(row.getUuid("tick_id"), none -> new HashSet<>())
                        .add(row.getUuid("id"));
            }
        }
        return found;
    }

    /** Whether the one question spares the many. */
    private boolean noneBetween(SortedSet<Instant> times) throws InterruptedException {
        for (LocalDate day :
                times.stream().map(SupersededRejections::dayOf).distinct().toList()) {
            if (!ask(statements.anyRejection().bind(day, times.first(), times.last()))
                    .isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Of a tick that has several, at several slots, the one that published most. */
    private Map<UUID, TickResult.Receipt> receipts(Collection<TickSlot> made) throws InterruptedException {
        Set<UUID> ticks = made.stream().map(TickSlot::tick).collect(Collectors.toSet());
        Map<UUID, TickResult.Receipt> found = new HashMap<>();
        for (Row row : at(statements.receipts(), slots(made))) {
            UUID tick = row.getUuid("id");
            if (ticks.contains(tick) && ENDED_WELL.contains(String.valueOf(row.getString("outcome")))) {
                found.merge(
                        tick,
                        new TickResult.Receipt(row.getInt("fetched"), row.getInt("published")),
                        (one, other) -> one.published() >= other.published() ? one : other);
            }
        }
        return found;
    }

    private static SortedSet<Instant> slots(Collection<TickSlot> made) {
        return made.stream()
                .map(each -> Instant.ofEpochMilli(each.slot()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** When rejections of these ticks can have been dated. */
    static SortedSet<Instant> times(Collection<TickSlot> made) {
        SortedSet<Instant> times = slots(made);
        SortedSet<Instant> byHand = slots(made.stream().filter(TickSlot::byHand).toList());
        if (byHand.size() <= MOST_SLOTS_BY_HAND) {
            for (Instant slot : byHand) {
                for (Instant time = slot.minus(ATTEMPTS_APART); time.isBefore(slot); time = time.plus(BETWEEN_SLOTS)) {
                    times.add(time);
                }
            }
        }
        return times;
    }

    /** The rows of these times, in tables with a partition a day. */
    private List<Row> at(PreparedStatement select, SortedSet<Instant> times) throws InterruptedException {
        Map<LocalDate, List<Instant>> days = times.stream().collect(Collectors.groupingBy(SupersededRejections::dayOf));
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<LocalDate, List<Instant>> day : days.entrySet()) {
            List<Instant> all = day.getValue();
            for (int from = 0; from < all.size(); from += TIMES_A_REQUEST) {
                rows.addAll(ask(
                        select.bind(day.getKey(), all.subList(from, Math.min(all.size(), from + TIMES_A_REQUEST)))));
            }
        }
        return rows;
    }

    /** From one table to the other, both or neither. */
    private Statement<?> move(Rejection rejection) {
        LocalDate day = dayOf(rejection.at());
        BoundStatement note = statements
                .insert()
                .bind(
                        day,
                        rejection.at(),
                        rejection.id(),
                        rejection.stage(),
                        rejection.reason(),
                        rejection.tick(),
                        ACTION,
                        BY,
                        clock.instant());
        return BatchStatement.newInstance(
                        DefaultBatchType.LOGGED, note, statements.delete().bind(day, rejection.at(), rejection.id()))
                .setIdempotent(true)
                .setConsistencyLevel(cassandra.consistencyLevel());
    }

    private List<Row> ask(BoundStatement select) throws InterruptedException {
        return patience.ask(cassandra.toString(), () -> {
            try {
                return session.execute(select).all();
            } catch (DriverException e) {
                throw Cassandra.awayOrThrow(e);
            }
        });
    }

    private static LocalDate dayOf(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
