package io.tickstream.landing.rollup;

import java.util.Set;
import java.util.SortedMap;

/** A day as it is in the tables, kept so that a minute's change need not read the others. */
final class Day {
    private final SortedMap<Long, Rollup> minutes;
    private final Rollup sums = new Rollup();
    private final Rollup written;

    /**
     * @param minutes as they are written
     * @param written the day's sums as they are written; others than the minutes' if a driver died between the two
     */
    Day(SortedMap<Long, Rollup> minutes, Rollup written) {
        this.minutes = minutes;
        this.written = written;
        minutes.values().forEach(sums::add);
    }

    Rollup minute(long minute) {
        return minutes.getOrDefault(minute, new Rollup());
    }

    /** Those that have any sums, from one moment up to another; milliseconds since 1970-01-01T00:00:00Z. */
    Set<Long> minutes(long from, long to) {
        return Set.copyOf(minutes.subMap(from, to).keySet());
    }

    void put(long minute, Rollup now) {
        sums.replace(minute(minute), now);
        if (now.groups().isEmpty()) {
            minutes.remove(minute);
        } else {
            minutes.put(minute, now);
        }
    }

    /** What the minutes come to. */
    Rollup sums() {
        return sums;
    }

    Rollup written() {
        return written;
    }

    void sumsAreWritten() {
        Rollup before = new Rollup();
        before.add(written);
        written.replace(before, sums);
    }

    /** How many groups are kept, minutes and days together. */
    int size() {
        return sums.groups().size()
                + minutes.values().stream()
                        .mapToInt(minute -> minute.groups().size())
                        .sum();
    }
}
