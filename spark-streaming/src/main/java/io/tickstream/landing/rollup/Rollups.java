package io.tickstream.landing.rollup;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import io.tickstream.landing.rollup.RollupStore.Turn;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Keeps the rollups after each batch. Nothing is ever added to what might have been counted before: a minute is the sum
 * of its companies in the table, a day of its minutes, the totals of the days. If the batch has all of a minute's ticks,
 * what it has read of them is the minute. If all of its ticks are new there, they are added to what is written. Any other
 * minute is read anew; so is each in the first batch that has earlier ticks, since that batch may be the repetition of
 * one that died half-way.
 *
 * <p>One driver's; not thread-safe. After a failure it no longer knows what is written: {@link #forget}, or throw it away.
 */
public final class Rollups {
    /** Enough for the present day, one that is late, and one that is replayed. */
    private static final int DAYS_KEPT = 3;

    private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final long NONE = Long.MIN_VALUE;

    private final RollupStore store;
    private final Optional<Duration> maxLateness;
    private final InstantSource clock;

    private final Map<LocalDate, Day> days = new LinkedHashMap<>(DAYS_KEPT, 0.75f, true);
    private Rollup totals;
    private Rollup writtenTotals;
    private long newestMinute = NONE;
    private boolean first = true;

    /**
     * @param maxLateness how far behind the newest minute a company may be to be counted; empty for any
     * @param clock tells which minutes have begun: one slot in the future makes no other late
     */
    public Rollups(RollupStore store, Optional<Duration> maxLateness, InstantSource clock) {
        this.store = requireNonNull(store, "store");
        this.maxLateness = requireNonNull(maxLateness, "maxLateness");
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Brings the rollups up to date; returns when they are written.
     *
     * @param tasks what the ticks that the batch touched have in the table, a list for each task, read after the task's
     *     rows were acknowledged
     */
    public Update apply(List<List<MinutePart>> tasks) throws InterruptedException {
        Touched touched = Touched.of(tasks);
        Update update = Update.NOTHING;
        if (!touched.minutes().isEmpty()) {
            store.begin(Turn.BATCH);
            if (totals == null) {
                load();
            }
            update = apply(touched);
        }
        first = false;
        return update;
    }

    /**
     * Recomputes the hours that somebody asked for, as what the companies in the table come to, whatever is written of
     * them: late ones count, whatever the limit. If it fails, the requests stay.
     *
     * @param mayGoOn asked after each hour; if it may not, the others wait for the next call
     */
    public Update recomputeRequested(BooleanSupplier mayGoOn) throws InterruptedException {
        List<Request> requests = store.requests();
        if (requests.isEmpty()) {
            return Update.NOTHING;
        }
        store.begin(Turn.REQUEST);
        days.clear(); // who asks may have emptied the tables; the totals are loaded anew as well
        load();
        Update update = Update.NOTHING;
        boolean mayGoOnNow = true;
        for (int i = 0; i < requests.size() && mayGoOnNow; i++) {
            update = update.plus(recompute(Math.floorDiv(requests.get(i).hour(), HOUR_MILLIS) * HOUR_MILLIS));
            store.done(requests.get(i));
            mayGoOnNow = mayGoOn.getAsBoolean();
        }
        return update;
    }

    private Update recompute(long hour) throws InterruptedException {
        long end = hour + HOUR_MILLIS;
        LocalDate date = dayOf(hour);
        List<LandedTick> before = store.landed(date, hour, end);
        Tally tally = new Tally(minute -> minute >= hour && minute < end);
        store.read(before.stream().map(LandedTick::tick).collect(toSet()), tally);
        SortedMap<Long, MinutePart> minutes = new TreeMap<>();
        for (long minute : day(date).minutes(hour, end)) {
            minutes.put(minute, new MinutePart(minute, List.of(), new Rollup()));
        }
        tally.parts().forEach(part -> minutes.put(part.minute(), part));
        putLanded(
                before,
                minutes.values().stream().flatMap(part -> part.ticks().stream()).toList());
        store.flush();
        for (MinutePart part : minutes.values()) {
            putMinute(part, part);
        }
        putDaysAndTotals();
        return new Update(minutes.size(), minutes.size(), 0, 1);
    }

    /** Trusts nothing that is in memory any more; to be called after a failure. */
    public void forget() {
        days.clear();
        totals = null;
        writtenTotals = null;
        first = true;
    }

    /** How many groups are kept in memory. */
    public long kept() {
        return days.values().stream().mapToLong(Day::size).sum();
    }

    private void load() throws InterruptedException {
        totals = store.sumOfDays();
        writtenTotals = store.totals();
        newestMinute = newestWritten(clock.millis());
    }

    private long newestWritten(long now) throws InterruptedException {
        LocalDate today = dayOf(now);
        long newest = newestMinute(store.newestDay(today), now);
        // all that is written of today may lie in the future
        return newest == NONE ? newestMinute(store.newestDay(today.minusDays(1)), now) : newest;
    }

    private long newestMinute(LocalDate day, long now) throws InterruptedException {
        if (day == null) {
            return NONE;
        }
        SortedMap<Long, Rollup> begun = store.minutes(day).headMap(now + 1);
        return begun.isEmpty() ? NONE : begun.lastKey();
    }

    private Update apply(Touched touched) throws InterruptedException {
        Map<Long, List<LandedTick>> known = known(touched.minutes());
        Whole whole = whole(touched, known);
        // the index first: no minute may count a tick that its next recomputation would not find
        for (MinutePart minute : touched.minutes().values()) {
            MinutePart anew = whole.minutes().get(minute.minute());
            if (anew == null) {
                putLanded(List.of(), minute.ticks());
            } else {
                putLanded(known.get(minute.minute()), anew.ticks());
            }
        }
        store.flush();
        int written = 0;
        long lateRows = 0;
        long open = firstOpenMinute();
        for (MinutePart minute : touched.minutes().values()) {
            if (minute.minute() < open) {
                lateRows += minute.rows();
                whole.again().remove(minute.minute());
            } else {
                putMinute(minute, whole.minutes().get(minute.minute()));
                written++;
            }
        }
        putDaysAndTotals();
        return new Update(written, whole.again().size(), lateRows, 0);
    }

    private void putDaysAndTotals() throws InterruptedException {
        for (Map.Entry<LocalDate, Day> day : days.entrySet()) {
            putDay(day.getKey(), day.getValue());
        }
        putTotals();
        store.flush();
    }

    /** The ticks that were there before, by minute. */
    private Map<Long, List<LandedTick>> known(SortedMap<Long, MinutePart> minutes) throws InterruptedException {
        Map<Long, List<LandedTick>> known = new HashMap<>();
        long from = NONE;
        long to = NONE;
        for (long minute : minutes.keySet()) {
            known.put(minute, new ArrayList<>());
            if (minute != to || minute % DAY_MILLIS == 0) { // a gap, or another day
                addKnown(from, to, known);
                from = minute;
            }
            to = minute + Tally.MINUTE_MILLIS;
        }
        addKnown(from, to, known);
        return known;
    }

    private void addKnown(long from, long to, Map<Long, List<LandedTick>> known) throws InterruptedException {
        if (from != NONE) {
            for (LandedTick tick : store.landed(dayOf(from), from, to)) {
                known.get(Tally.minuteOf(tick.slot())).add(tick);
            }
        }
    }

    /** The minutes that are wholly told by what the batch has read, or else by what is read now. */
    private Whole whole(Touched touched, Map<Long, List<LandedTick>> known) throws InterruptedException {
        Map<Long, MinutePart> minutes = new HashMap<>();
        Set<Long> again = new HashSet<>();
        Set<UUID> ticks = new HashSet<>();
        for (MinutePart minute : touched.minutes().values()) {
            Set<UUID> before =
                    known.get(minute.minute()).stream().map(LandedTick::tick).collect(toSet());
            if (touched.isSplit(minute) || (!touched.hasAll(before) && (first || touched.hasAny(before)))) {
                again.add(minute.minute());
                ticks.addAll(before);
                minute.ticks().forEach(tick -> ticks.add(tick.tick()));
            } else if (touched.hasAll(before)) {
                minutes.put(minute.minute(), minute);
            }
        }
        if (!again.isEmpty()) {
            again.forEach(minute -> minutes.put(minute, new MinutePart(minute, List.of(), new Rollup())));
            Tally tally = new Tally(again::contains);
            store.read(ticks, tally);
            tally.parts().forEach(part -> minutes.put(part.minute(), part));
        }
        return new Whole(minutes, again);
    }

    /**
     * Minutes of which all companies have been read.
     *
     * @param again those of them that the driver had to read, since the batch lacked some of their ticks
     */
    private record Whole(Map<Long, MinutePart> minutes, Set<Long> again) {}

    private void putLanded(List<LandedTick> before, List<LandedTick> now) throws InterruptedException {
        Set<LandedTick> written = new HashSet<>(before);
        for (LandedTick tick : now) {
            if (!written.contains(tick)) {
                store.putLanded(tick);
            }
        }
        Set<LandedTick> gone = before.stream().map(LandedTick::without).collect(toSet());
        now.forEach(tick -> gone.remove(tick.without()));
        for (LandedTick tick : gone) {
            store.putLanded(tick);
        }
    }

    /** @param anew the whole minute; null if the part is new and what is written holds */
    private void putMinute(MinutePart part, MinutePart anew) throws InterruptedException {
        Day day = day(dayOf(part.minute()));
        Rollup before = day.minute(part.minute());
        Rollup now = new Rollup();
        if (anew == null) {
            now.add(before);
            now.add(part.rollup());
        } else {
            now.add(anew.rollup());
        }
        for (Map.Entry<Group, Sums> change : now.changesSince(before).entrySet()) {
            store.putMinute(part.minute(), change.getKey(), change.getValue());
        }
        day.put(part.minute(), now);
        if (part.minute() <= clock.millis()) {
            newestMinute = Math.max(newestMinute, part.minute());
        }
    }

    private Day day(LocalDate date) throws InterruptedException {
        Day day = days.get(date);
        if (day == null) {
            if (days.size() == DAYS_KEPT) {
                Map.Entry<LocalDate, Day> oldest = days.entrySet().iterator().next();
                putDay(oldest.getKey(), oldest.getValue());
                store.flush(); // it may be read again
                days.remove(oldest.getKey());
            }
            day = new Day(store.minutes(date), store.day(date));
            days.put(date, day);
        }
        return day;
    }

    private void putDay(LocalDate date, Day day) throws InterruptedException {
        Map<Group, Sums> changes = day.sums().changesSince(day.written());
        if (changes.isEmpty()) {
            return;
        }
        for (Map.Entry<Group, Sums> change : changes.entrySet()) {
            store.putDay(date, change.getKey(), change.getValue());
        }
        totals.replace(day.written(), day.sums());
        day.sumsAreWritten();
    }

    private void putTotals() throws InterruptedException {
        for (Map.Entry<Group, Sums> change : totals.changesSince(writtenTotals).entrySet()) {
            store.putTotal(change.getKey(), change.getValue());
        }
        writtenTotals = new Rollup();
        writtenTotals.add(totals);
    }

    private long firstOpenMinute() {
        return newestMinute == NONE
                ? NONE
                : maxLateness.map(most -> newestMinute - most.toMillis()).orElse(NONE);
    }

    private static LocalDate dayOf(long millis) {
        return LocalDate.ofEpochDay(Math.floorDiv(millis, DAY_MILLIS));
    }
}
