package io.tickstream.localstack.audit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.tickstream.contract.Schedule;
import io.tickstream.contract.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Reads the evidence from Cassandra: day partitions of ticks, rejected and resolved, the changes of the schedule, and one count
 * for each tick, many at a time. The role tickstream_reader may do all of it.
 */
public final class EvidenceReader {
    /** Counts under way; Cassandra answers each from one partition. */
    private static final int CONCURRENT_COUNTS = 128;

    /**
     * A rejection by the job has the time stamp of its Kafka record, which is a tick's deadline after the slot at most;
     * the rest is for clocks that differ.
     */
    private static final Duration REJECTION_MARGIN = Duration.ofMinutes(10);

    /** What the function calls its source where nobody has said otherwise. */
    private static final String USUAL_SOURCE = "fakerapi";

    private final CqlSession session;

    /** Over a session that the caller closes. */
    public EvidenceReader(CqlSession session) {
        this.session = session;
    }

    /** All that the tables know about the slots. */
    public Evidence read(Slots slots) throws InterruptedException {
        List<Receipt> receipts = receipts(slots);
        Set<String> sources = sources(slots, receipts);
        Map<UUID, Traces> traces = rejections(slots);
        addResolved(slots, traces);
        landed(Evidence.suspects(slots, receipts, sources))
                .forEach((tick, rows) -> traces.merge(
                        tick, Traces.NONE.withLanded(rows), (known, landed) -> known.withLanded(landed.landed())));
        return new Evidence(receipts, sources, traces, pauses());
    }

    /** The slot of the first tick of the clock's in the ledger. */
    public Optional<Instant> firstSlot() {
        // the keys of the partitions only: one for each day
        List<LocalDate> days = session.execute("SELECT DISTINCT day FROM " + Table.TICKS.qualifiedName()).all().stream()
                .map(row -> row.getLocalDate("day"))
                .sorted()
                .toList();
        for (LocalDate day : days) {
            for (Row row : session.execute(
                    "SELECT slot, trigger FROM %s WHERE day = ? ORDER BY slot ASC"
                            .formatted(Table.TICKS.qualifiedName()),
                    day)) {
                if (!"manual".equals(row.getString("trigger"))) {
                    return Optional.ofNullable(row.getInstant("slot"));
                }
            }
        }
        return Optional.empty();
    }

    private List<Receipt> receipts(Slots slots) {
        List<Receipt> receipts = new ArrayList<>();
        for (LocalDate day : Slots.days(slots.from(), slots.to())) {
            session.execute(
                            "SELECT slot, id, source, trigger, outcome, fetched, published, rejected FROM %s WHERE day = ? AND slot >= ? AND slot < ?"
                                    .formatted(Table.TICKS.qualifiedName()),
                            day,
                            slots.from(),
                            slots.to())
                    .forEach(row -> receipts.add(receipt(row)));
        }
        return receipts;
    }

    private static Receipt receipt(Row row) {
        return new Receipt(
                row.getInstant("slot"),
                row.getUuid("id"),
                text(row, "source"),
                text(row, "trigger"),
                text(row, "outcome"),
                row.getInt("fetched"),
                row.getInt("published"),
                row.getInt("rejected"));
    }

    /** A row that somebody wrote by hand may lack anything. */
    private static String text(Row row, String column) {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    /** As the receipts say; if there is none, as the last receipt of these days says. */
    private Set<String> sources(Slots slots, Collection<Receipt> receipts) {
        Set<String> sources = receipts.stream().map(Receipt::source).collect(Collectors.toCollection(TreeSet::new));
        for (LocalDate day : Slots.days(slots.from(), slots.to())) {
            if (sources.isEmpty()) {
                session.execute(
                                "SELECT source FROM %s WHERE day = ? LIMIT 1".formatted(Table.TICKS.qualifiedName()),
                                day)
                        .forEach(row -> sources.add(text(row, "source")));
            }
        }
        return sources.isEmpty() ? Set.of(USUAL_SOURCE) : sources;
    }

    private Map<UUID, Traces> rejections(Slots slots) {
        Map<UUID, Traces> traces = new HashMap<>();
        Instant first = slots.from().minus(REJECTION_MARGIN);
        Instant last = slots.to().plus(REJECTION_MARGIN);
        for (LocalDate day : Slots.days(first, last)) {
            for (Row row : session.execute(
                    "SELECT tick_id, stage, kafka_topic FROM %s WHERE day = ? AND at >= ? AND at < ?"
                            .formatted(Table.REJECTED.qualifiedName()),
                    day,
                    first,
                    last)) {
                UUID tick = row.getUuid("tick_id");
                if (tick != null) { // else nobody knows whose it was
                    traces.put(
                            tick,
                            traces.getOrDefault(tick, Traces.NONE)
                                    .withRejection(row.getString("stage"), row.getString("kafka_topic")));
                }
            }
        }
        return traces;
    }

    /** Rejections of the function's have their tick's slot. */
    private void addResolved(Slots slots, Map<UUID, Traces> traces) {
        for (LocalDate day : Slots.days(slots.from(), slots.to())) {
            for (Row row : session.execute(
                    "SELECT tick_id, stage FROM %s WHERE day = ? AND at >= ? AND at < ?"
                            .formatted(Table.RESOLVED.qualifiedName()),
                    day,
                    slots.from(),
                    slots.to())) {
                UUID tick = row.getUuid("tick_id");
                if (tick != null) {
                    traces.put(tick, traces.getOrDefault(tick, Traces.NONE).withResolved(row.getString("stage")));
                }
            }
        }
    }

    private Map<UUID, Long> landed(Collection<UUID> ticks) throws InterruptedException {
        PreparedStatement count = session.prepare(
                "SELECT count(*) FROM %s WHERE tick_id = ?".formatted(Table.COMPANIES_CREATED.qualifiedName()));
        Map<UUID, Long> landed = new ConcurrentHashMap<>();
        Semaphore permits = new Semaphore(CONCURRENT_COUNTS);
        List<CompletableFuture<?>> counts = new ArrayList<>(ticks.size());
        for (UUID tick : new LinkedHashSet<>(ticks)) {
            permits.acquire();
            counts.add(session.executeAsync(count.bind(tick))
                    .whenComplete((answer, failure) -> permits.release())
                    .thenAccept(answer -> landed.put(tick, answer.one().getLong(0)))
                    .toCompletableFuture());
            if (counts.get(counts.size() - 1).isCompletedExceptionally()) {
                break; // no use in asking thousands of times more
            }
        }
        try {
            CompletableFuture.allOf(counts.toArray(CompletableFuture<?>[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
        return landed;
    }

    private Pauses pauses() {
        List<Schedule> changes = new ArrayList<>();
        session.execute(
                        "SELECT state, changed_by, changed_at, reason FROM %s WHERE name = ?"
                                .formatted(Table.SCHEDULE_CHANGES.qualifiedName()),
                        Schedule.NAME)
                .forEach(row -> change(row).ifPresent(changes::add));
        // a gate that was set before its changes were kept
        session.execute(Schedule.SELECT, Schedule.NAME)
                .forEach(row -> change(row).ifPresent(changes::add));
        return new Pauses(changes);
    }

    /** A row that somebody wrote by hand may say anything; the function does not heed it then, and neither do we. */
    private static Optional<Schedule> change(Row row) {
        String state = text(row, "state");
        Instant changedAt = row.getInstant("changed_at");
        boolean readable = state.equals(Schedule.RUNNING) || state.equals(Schedule.PAUSED);
        return readable && changedAt != null
                ? Optional.of(new Schedule(state, text(row, "changed_by"), changedAt, row.getString("reason")))
                : Optional.empty();
    }
}
