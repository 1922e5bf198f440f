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
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Moves rejections from the table rejected to the table resolved that an attempt of their tick left behind and another
 * has made good: so no place in a source's answer counts as a company and as a rejection.
 * docs/decisions/0030-attempts-that-were-outdone.md says why.
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

    /** Each rejection that was moved is a tombstone, of which Cassandra reads a hundred thousand at most at a time. */
    private static final int TIMES_A_REQUEST = 20;

    private final Cassandra cassandra;
    private final Patience patience;
    private final InstantSource clock;
    private final CqlSession session;
    private final Statements statements;

    private record Statements(
            PreparedStatement rejections,
            PreparedStatement receipts,
            PreparedStatement companies,
            PreparedStatement insert,
            PreparedStatement delete) {
        static Statements prepare(CqlSession session, Cassandra cassandra) {
            return new Statements(
                    session.prepare(read(
                            cassandra,
                            "SELECT at, id, stage, reason, tick_id FROM " + Table.REJECTED.qualifiedName()
                                    + " WHERE day = ? AND at IN ?")),
                    session.prepare(read(
                            cassandra,
                            "SELECT id, outcome FROM " + Table.TICKS.qualifiedName() + " WHERE day = ? AND slot IN ?")),
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

    private record Rejection(Instant at, UUID id, String reason, UUID tick) {}

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
                Statements statements = Statements.prepare(session, cassandra);
                probe(session, statements);
                return new SupersededRejections(cassandra, patience, clock, session, statements);
            } catch (DriverException e) {
                session.close();
                throw Cassandra.awayOrThrow(e);
            }
        });
    }

    /** Finds out now whether a right is missing, not with the first rejection in months: of rows that nobody has. */
    private static void probe(CqlSession session, Statements statements) {
        Instant never = Instant.EPOCH;
        session.execute(statements.rejections().bind(dayOf(never), List.of(never)));
        session.execute(statements.receipts().bind(dayOf(never), List.of(never)));
        session.execute(SimpleStatement.newInstance(
                "DELETE FROM " + Table.RESOLVED.qualifiedName()
                        + " USING TIMESTAMP 1 WHERE day = ? AND at = ? AND id = ?",
                dayOf(never),
                never,
                new UUID(0, 0)));
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
        Set<UUID> delivered = delivered(made.stream()
                .filter(each -> rejections.containsKey(each.tick()))
                .toList());
        StatementSender sender = new StatementSender(
                cassandra,
                session,
                patience,
                "%s and %s".formatted(Table.RESOLVED.qualifiedName(), Table.REJECTED.qualifiedName()));
        int resolved = 0;
        for (Map.Entry<UUID, List<Rejection>> tick : rejections.entrySet()) {
            Set<UUID> superseded = new TickResult(
                            tick.getKey(),
                            companies.getOrDefault(tick.getKey(), Set.of()),
                            delivered.contains(tick.getKey()))
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
        Map<UUID, List<Rejection>> found = new HashMap<>();
        ask(at(statements.rejections(), times(made)), row -> {
            UUID tick = row.getUuid("tick_id");
            if (tick != null && ticks.contains(tick) && LandedTable.AT_SOURCE.equals(row.getString("stage"))) {
                found.computeIfAbsent(tick, none -> new ArrayList<>())
                        .add(new Rejection(row.getInstant("at"), row.getUuid("id"), row.getString("reason"), tick));
            }
        });
        return found;
    }

    private Map<UUID, Set<UUID>> companies(List<UUID> ticks) throws InterruptedException {
        List<BoundStatement> questions = new ArrayList<>();
        for (int from = 0; from < ticks.size(); from += TICKS_A_REQUEST) {
            questions.add(
                    statements.companies().bind(ticks.subList(from, Math.min(ticks.size(), from + TICKS_A_REQUEST))));
        }
        Map<UUID, Set<UUID>> found = new HashMap<>();
        ask(questions, row -> found.computeIfAbsent(row.getUuid("tick_id"), none -> new HashSet<>())
                .add(row.getUuid("id")));
        return found;
    }

    private Set<UUID> delivered(Collection<TickSlot> made) throws InterruptedException {
        Set<UUID> found = new HashSet<>();
        ask(at(statements.receipts(), slots(made)), row -> {
            if ("delivered".equals(row.getString("outcome"))) {
                found.add(row.getUuid("id"));
            }
        });
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

    /** Asks for the rows of these times, in a table with a partition a day. */
    private static List<BoundStatement> at(PreparedStatement select, SortedSet<Instant> times) {
        Map<LocalDate, List<Instant>> days = times.stream().collect(Collectors.groupingBy(SupersededRejections::dayOf));
        List<BoundStatement> questions = new ArrayList<>();
        for (Map.Entry<LocalDate, List<Instant>> day : days.entrySet()) {
            List<Instant> all = day.getValue();
            for (int from = 0; from < all.size(); from += TIMES_A_REQUEST) {
                questions.add(
                        select.bind(day.getKey(), all.subList(from, Math.min(all.size(), from + TIMES_A_REQUEST))));
            }
        }
        return questions;
    }

    private void ask(List<BoundStatement> questions, Consumer<Row> rows) throws InterruptedException {
        new Questions(cassandra, session).ask(questions, patience, rows);
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
                        LandedTable.AT_SOURCE,
                        rejection.reason(),
                        rejection.tick(),
                        ACTION,
                        BY,
                        clock.instant());
        // the deletion with the present's time, each time that it is sent: what it deletes was written long ago
        return BatchStatement.newInstance(
                        DefaultBatchType.LOGGED, note, statements.delete().bind(day, rejection.at(), rejection.id()))
                .setIdempotent(true)
                .setConsistencyLevel(cassandra.consistencyLevel());
    }

    private static LocalDate dayOf(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
