package io.tickstream.landing.rollup;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Tables that can lose power: of what was not flushed yet, any part may be written. */
final class MemoryTables implements RollupStore {
    private final Map<UUID, Map<UUID, Company>> companies = new HashMap<>();
    private final Map<String, LandedTick> landed = new HashMap<>();
    private final SortedMap<Long, Rollup> minutes = new TreeMap<>();
    private final SortedMap<LocalDate, Rollup> days = new TreeMap<>();
    private final Rollup totals = new Rollup();
    private final SortedMap<Long, Request> requests = new TreeMap<>();
    private final List<Runnable> unwritten = new ArrayList<>();
    private final Random random;
    private int flushesLeft = Integer.MAX_VALUE;
    private UUID unreadable;
    private Turn turn;

    static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    MemoryTables(Random random) {
        this.random = random;
    }

    /** As Cassandra does with our write times: the first delivery of a company stays. */
    void land(UUID tick, UUID id, Company company) {
        companies.computeIfAbsent(tick, none -> new HashMap<>()).putIfAbsent(id, company);
    }

    /** Lands companies as a replay does, and asks for their hours. */
    void replayed(Collection<UUID> ticks) {
        parts(ticks).stream().flatMap(part -> part.ticks().stream()).forEach(tick -> {
            landed.putIfAbsent(key(tick.slot(), tick.tick()), new LandedTick(tick.slot(), tick.tick(), 0));
            request(Math.floorDiv(tick.slot(), 3_600_000L) * 3_600_000L);
        });
    }

    void request(long hour) {
        requests.put(hour, new Request(hour, requests.size()));
    }

    /** As somebody may empty them by hand. */
    void truncateRollups() {
        landed.clear();
        minutes.clear();
        days.clear();
        totals.replace(copy(totals), new Rollup());
    }

    void forget(UUID tick) {
        companies.remove(tick);
    }

    /** Whoever reads this tick waits until it can be read again, or fails soon. Null: all can be read. */
    void unreadable(UUID tick) {
        unreadable = tick;
    }

    /** In so many flushes from now, not all is written. */
    void cutPowerAt(int flush) {
        flushesLeft = flush;
    }

    /** What a task has to tell of ticks. */
    List<MinutePart> parts(Collection<UUID> ticks) {
        Tally tally = new Tally();
        read(ticks, tally);
        return tally.parts();
    }

    Rollup recomputed(Predicate<Company> which) {
        Rollup sums = new Rollup();
        companies.values().stream()
                .flatMap(tick -> tick.values().stream())
                .filter(which)
                .forEach(sums::add);
        return sums;
    }

    /** Each row of each table by its key, as it is and as it must be. */
    Map<String, Object> contents() {
        Map<String, Object> contents = new TreeMap<>();
        landed.forEach((key, tick) -> contents.put("landed " + key, tick.rows()));
        minutes.forEach((minute, sums) -> put(contents, "minute " + minute, sums));
        days.forEach((day, sums) -> put(contents, "day " + day, sums));
        put(contents, "totals", totals);
        return contents;
    }

    Map<String, Object> expected() {
        Map<String, Object> expected = new TreeMap<>();
        companies.forEach((tick, rows) -> rows.values().stream()
                .collect(Collectors.groupingBy(Company::slot, Collectors.counting()))
                .forEach((slot, count) -> expected.put("landed " + key(slot, tick), count.intValue())));
        Map<Long, Rollup> byMinute = new HashMap<>();
        Map<LocalDate, Rollup> byDay = new HashMap<>();
        companies.values().stream().flatMap(tick -> tick.values().stream()).forEach(company -> {
            byMinute.computeIfAbsent(Tally.minuteOf(company.slot()), none -> new Rollup())
                    .add(company);
            byDay.computeIfAbsent(dayOf(company.slot()), none -> new Rollup()).add(company);
        });
        byMinute.forEach((minute, sums) -> put(expected, "minute " + minute, sums));
        byDay.forEach((day, sums) -> put(expected, "day " + day, sums));
        put(expected, "totals", recomputed(any -> true));
        return expected;
    }

    private static void put(Map<String, Object> contents, String key, Rollup sums) {
        sums.groups().forEach((group, value) -> contents.put(key + " " + group, value));
    }

    @Override
    public void begin(Turn now) {
        turn = now;
        unwritten.clear();
    }

    @Override
    public List<LandedTick> landed(LocalDate day, long from, long to) {
        return landed.values().stream()
                .filter(tick -> dayOf(tick.slot()).equals(day) && tick.slot() >= from && tick.slot() < to)
                .toList();
    }

    @Override
    public void read(Collection<UUID> ticks, Tally tally) {
        if (ticks.contains(unreadable)) {
            if (turn == Turn.REQUEST) {
                throw new Unanswered();
            }
            unreadable = null;
        }
        for (UUID tick : ticks) {
            companies.getOrDefault(tick, Map.of()).values().forEach(company -> tally.add(tick, company));
        }
    }

    @Override
    public SortedMap<Long, Rollup> minutes(LocalDate day) {
        SortedMap<Long, Rollup> found = new TreeMap<>();
        minutes.forEach((minute, sums) -> {
            if (dayOf(minute).equals(day) && !sums.groups().isEmpty()) {
                found.put(minute, copy(sums));
            }
        });
        return found;
    }

    @Override
    public Rollup day(LocalDate day) {
        return copy(days.getOrDefault(day, new Rollup()));
    }

    @Override
    public Rollup sumOfDays() {
        Rollup sums = new Rollup();
        days.values().forEach(sums::add);
        return sums;
    }

    @Override
    public LocalDate newestDay(LocalDate last) {
        SortedMap<LocalDate, Rollup> upTo = days.headMap(last.plusDays(1));
        return upTo.isEmpty() ? null : upTo.lastKey();
    }

    @Override
    public Rollup totals() {
        return copy(totals);
    }

    @Override
    public void putLanded(LandedTick tick) {
        unwritten.add(() -> {
            String key = key(tick.slot(), tick.tick());
            if (tick.rows() == 0) {
                landed.remove(key);
            } else {
                landed.put(key, tick);
            }
        });
    }

    @Override
    public void putMinute(long minute, Group group, Sums sums) {
        unwritten.add(() -> set(minutes.computeIfAbsent(minute, none -> new Rollup()), group, sums));
    }

    @Override
    public void putDay(LocalDate day, Group group, Sums sums) {
        unwritten.add(() -> set(days.computeIfAbsent(day, none -> new Rollup()), group, sums));
    }

    @Override
    public void putTotal(Group group, Sums sums) {
        unwritten.add(() -> set(totals, group, sums));
    }

    @Override
    public List<Request> requests() {
        return List.copyOf(requests.values());
    }

    @Override
    public void done(Request request) {
        requests.remove(request.hour(), request);
    }

    @Override
    public void flush() {
        if (flushesLeft-- == 0) {
            flushesLeft = Integer.MAX_VALUE;
            Collections.shuffle(unwritten, random);
            unwritten.subList(0, random.nextInt(unwritten.size() + 1)).forEach(Runnable::run);
            unwritten.clear();
            throw new PowerCut();
        }
        unwritten.forEach(Runnable::run);
        unwritten.clear();
    }

    private static void set(Rollup sums, Group group, Sums value) {
        sums.add(group, value.minus(sums.groups().getOrDefault(group, Sums.NOTHING)));
    }

    private static Rollup copy(Rollup sums) {
        Rollup copy = new Rollup();
        copy.add(sums);
        return copy;
    }

    private static String key(long slot, UUID tick) {
        return slot + " " + tick;
    }

    private static LocalDate dayOf(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }
}
