package io.tickstream.console.data;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sums by moment and value. */
final class Series {
    private final SortedMap<Instant, Map<String, Sums>> byMoment = new TreeMap<>();

    void add(Instant at, String value, Sums sums) {
        byMoment.computeIfAbsent(at, moment -> new HashMap<>()).merge(value, sums, Sums::plus);
    }

    void add(Series other) {
        other.byMoment.forEach((at, values) -> values.forEach((value, sums) -> add(at, value, sums)));
    }

    /** The sums of each value over the whole time. */
    Map<String, Sums> byValue() {
        Map<String, Sums> totals = new HashMap<>();
        byMoment.values().forEach(values -> values.forEach((value, sums) -> totals.merge(value, sums, Sums::plus)));
        return totals;
    }

    /**
     * The sums of each moment, in order.
     *
     * @param of only these values; all of them if empty
     */
    SortedMap<Instant, Sums> overTime(Set<String> of) {
        SortedMap<Instant, Sums> sums = new TreeMap<>();
        byMoment.forEach((at, values) -> sums.put(
                at,
                values.entrySet().stream()
                        .filter(value -> of.isEmpty() || of.contains(value.getKey()))
                        .map(Map.Entry::getValue)
                        .reduce(Sums.NONE, Sums::plus)));
        return sums;
    }

    int size() {
        return byMoment.values().stream().mapToInt(Map::size).sum();
    }
}
