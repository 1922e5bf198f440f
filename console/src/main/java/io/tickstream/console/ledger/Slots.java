package io.tickstream.console.ledger;

import com.datastax.oss.driver.api.core.cql.Row;
import io.quarkus.cache.CacheResult;
import io.tickstream.console.ConsoleConfig;
import io.tickstream.console.answer.Asked.Range;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.cassandra.Tables;
import io.tickstream.console.schedule.ScheduleTables;
import io.tickstream.contract.Table;
import io.tickstream.contract.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads the ledger slot by slot. */
@ApplicationScoped
public class Slots {
    /** Within this time a tick's records land, unless something is wrong. */
    static final Duration LANDING = Duration.ofSeconds(60);

    /** Within this time a slot's receipt is there, unless something is wrong. */
    private static final Duration RECEIPT = Duration.ofSeconds(30);

    /** A rejection by the job has the time stamp of its Kafka record; the rest is for clocks that differ. */
    private static final Duration REJECTION_MARGIN = Duration.ofMinutes(10);

    private static final String RECEIPTS =
            "SELECT slot, id, trigger, outcome, fetched, published, finished_at, reason FROM "
                    + Table.TICKS.qualifiedName() + " WHERE day = ? AND slot >= ? AND slot < ?";
    private static final String LANDED =
            "SELECT tick_id, rows FROM " + Table.LANDED.qualifiedName() + " WHERE day = ? AND slot >= ? AND slot < ?";
    private static final String REJECTED = "SELECT tick_id, kafka_topic FROM " + Table.REJECTED.qualifiedName()
            + " WHERE day = ? AND at >= ? AND at < ?";

    private final Tables tables;
    private final ScheduleTables schedule;
    private final FirstSlots first;
    private final Clock clock;
    private final Duration period;

    Slots(Tables tables, ScheduleTables schedule, FirstSlots first, Clock clock, ConsoleConfig config) {
        this.tables = tables;
        this.schedule = schedule;
        this.first = first;
        this.clock = clock;
        this.period = config.period();
    }

    /** A receipt with what became of its records, newest first by slot. */
    public record Entry(Instant slot, Instant finished, String reason, TickSum tick) {}

    /** The ticks whose slot is in the range, newest first. */
    @CacheResult(cacheName = "entries")
    public List<Entry> entries(Range range) throws ServerAway {
        Range around =
                new Range(range.from().minus(REJECTION_MARGIN), range.to().plus(REJECTION_MARGIN));
        List<Tables.Query> queries = new ArrayList<>(ofDays(RECEIPTS, range));
        int receipts = queries.size();
        queries.addAll(ofDays(LANDED, range));
        int landings = queries.size();
        queries.addAll(ofDays(REJECTED, around));
        List<List<Row>> answers = tables.rowsOfEach(queries);
        Map<UUID, Integer> landed = new HashMap<>();
        rows(answers.subList(receipts, landings))
                .forEach(row -> landed.merge(row.getUuid("tick_id"), row.getInt("rows"), Integer::sum));
        Map<UUID, Integer> rejected = rejected(rows(answers.subList(landings, answers.size())));
        Instant now = clock.instant();
        List<Entry> entries = new ArrayList<>();
        for (Row row : rows(answers.subList(0, receipts)).toList()) {
            UUID id = row.getUuid("id");
            Instant finished = row.getInstant("finished_at");
            int fetched = row.getInt("fetched");
            int rows = landed.getOrDefault(id, 0);
            int rejections = rejected.getOrDefault(id, 0);
            entries.add(new Entry(
                    row.getInstant("slot"),
                    finished,
                    row.getString("reason"),
                    new TickSum(
                            id,
                            row.getString("trigger"),
                            row.getString("outcome"),
                            fetched,
                            row.getInt("published"),
                            rows,
                            rejections,
                            TickSum.complete(
                                    row.getString("outcome"),
                                    fetched,
                                    rows,
                                    rejections,
                                    TickSum.mayStillLand(finished, now)))));
        }
        return entries;
    }

    /** Every slot of the range that is not in the future, oldest first; those before the ledger's first are left out. */
    public List<Slot> of(Range range) throws ServerAway {
        FirstSlots.First firsts = first.read();
        TreeMap<Instant, List<TickSum>> ticks = new TreeMap<>();
        for (Entry entry : entries(range)) {
            ticks.computeIfAbsent(mark(entry.slot()), slot -> new ArrayList<>()).add(entry.tick());
        }
        if (firsts.ofAnyTick().isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        List<ScheduleTables.Change> changes = schedule.changes();
        List<Slot> slots = new ArrayList<>();
        Instant begin = later(firsts.ofAnyTick().get(), range.from());
        Instant end = now.isBefore(range.to()) ? now : range.to();
        for (Instant slot = mark(begin.plus(period).minusMillis(1)); slot.isBefore(end); slot = slot.plus(period)) {
            List<TickSum> made = ticks.getOrDefault(slot, List.of());
            slots.add(new Slot(slot, state(slot, made, changes, firsts.ofTheClock(), now), made));
        }
        return slots;
    }

    /** How many rows of a tick were rejected: by the function, and by the job among the companies. */
    private static Map<UUID, Integer> rejected(Stream<Row> rows) {
        Map<UUID, Integer> rejected = new HashMap<>();
        rows.forEach(row -> {
            UUID tick = row.getUuid("tick_id");
            String topic = row.getString("kafka_topic");
            if (tick != null
                    && (topic == null || topic.isEmpty() || topic.equals(Topic.COMPANIES_CREATED.topicName()))) {
                rejected.merge(tick, 1, Integer::sum);
            }
        });
        return rejected;
    }

    private String state(
            Instant slot,
            List<TickSum> made,
            List<ScheduleTables.Change> changes,
            Optional<Instant> firstOfTheClock,
            Instant now) {
        Optional<TickSum> shown = made.stream()
                .filter(tick -> !tick.isByHand())
                .findFirst()
                .or(() -> made.stream().findFirst());
        if (shown.isPresent()) {
            return shown.get().outcome();
        }
        if (ScheduleTables.isPaused(changes, slot)) {
            return "paused";
        }
        if (firstOfTheClock.isEmpty() || slot.isBefore(firstOfTheClock.get())) {
            return "idle";
        }
        return slot.plus(RECEIPT).isAfter(now) ? "pending" : "missing";
    }

    /** The same query for each day of the range, newest first. */
    private static List<Tables.Query> ofDays(String cql, Range range) {
        List<Tables.Query> queries = new ArrayList<>();
        LocalDate first = day(range.from());
        for (LocalDate day = day(range.to().minusMillis(1)); !day.isBefore(first); day = day.minusDays(1)) {
            queries.add(Tables.Query.of(cql, day, range.from(), range.to()));
        }
        return queries;
    }

    private static Stream<Row> rows(List<List<Row>> answers) {
        return answers.stream().flatMap(List::stream);
    }

    private Instant mark(Instant moment) {
        long millis = period.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(moment.toEpochMilli(), millis) * millis);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    static LocalDate day(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
