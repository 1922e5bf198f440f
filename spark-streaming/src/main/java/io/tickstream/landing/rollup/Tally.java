package io.tickstream.landing.rollup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/** Sums companies up by minute, a tick's one after the other. */
public final class Tally {
    static final long MINUTE_MILLIS = TimeUnit.MINUTES.toMillis(1);

    private final LongPredicate wanted;
    private final Map<Long, Minute> minutes = new HashMap<>();
    private Minute last;

    /** Sums up whatever comes. */
    public Tally() {
        this(minute -> true);
    }

    /** @param wanted by a minute's beginning, whether it is to be summed up */
    Tally(LongPredicate wanted) {
        this.wanted = wanted;
    }

    /** Counts a company in. All of a tick's must come in one row, and no other's between them. */
    public void add(UUID tick, Company company) {
        long minute = minuteOf(company.slot());
        if (last == null || last.begin != minute) {
            if (!wanted.test(minute)) {
                return;
            }
            last = minutes.computeIfAbsent(minute, Minute::new);
        }
        last.add(tick, company);
    }

    static long minuteOf(long millis) {
        return Math.floorDiv(millis, MINUTE_MILLIS) * MINUTE_MILLIS;
    }

    /** What was counted, in no order. */
    public List<MinutePart> parts() {
        return minutes.values().stream()
                .map(minute -> new MinutePart(minute.begin, minute.ticks, minute.rollup))
                .toList();
    }

    private static final class Minute {
        private final long begin;
        private final List<LandedTick> ticks = new ArrayList<>();
        private final Rollup rollup = new Rollup();

        Minute(long begin) {
            this.begin = begin;
        }

        void add(UUID tick, Company company) {
            rollup.add(company);
            // from the end: usually it is the last one; a tick has several slots only if they were altered
            for (int i = ticks.size() - 1; i >= 0 && ticks.get(i).tick().equals(tick); i--) {
                LandedTick known = ticks.get(i);
                if (known.slot() == company.slot()) {
                    ticks.set(i, new LandedTick(known.slot(), tick, known.rows() + 1));
                    return;
                }
            }
            ticks.add(new LandedTick(company.slot(), tick, 1));
        }
    }
}
