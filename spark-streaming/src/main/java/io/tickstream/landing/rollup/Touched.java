package io.tickstream.landing.rollup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What all tasks of a batch together have touched.
 *
 * @param minutes by their beginning
 * @param ticks all of them
 * @param split ticks that several tasks had rows of, and read while another may still have been writing
 */
record Touched(SortedMap<Long, MinutePart> minutes, Set<UUID> ticks, Set<UUID> split) {

    static Touched of(List<List<MinutePart>> tasks) {
        SortedMap<Long, MinutePart> minutes = new TreeMap<>();
        Map<UUID, Integer> taskOfTick = new HashMap<>();
        Set<UUID> split = new HashSet<>();
        for (int task = 0; task < tasks.size(); task++) {
            for (MinutePart part : tasks.get(task)) {
                for (LandedTick tick : part.ticks()) {
                    if (taskOfTick.merge(tick.tick(), task, (one, other) -> one) != task) {
                        split.add(tick.tick());
                    }
                }
                minutes.merge(part.minute(), part, Touched::together);
            }
        }
        return new Touched(minutes, taskOfTick.keySet(), split);
    }

    boolean isSplit(MinutePart minute) {
        return !split.isEmpty() && minute.ticks().stream().anyMatch(tick -> split.contains(tick.tick()));
    }

    boolean hasAll(Set<UUID> others) {
        return ticks.containsAll(others);
    }

    boolean hasAny(Set<UUID> others) {
        return others.stream().anyMatch(ticks::contains);
    }

    private static MinutePart together(MinutePart one, MinutePart other) {
        List<LandedTick> ticks = new ArrayList<>(one.ticks());
        ticks.addAll(other.ticks());
        Rollup rollup = new Rollup();
        rollup.add(one.rollup());
        rollup.add(other.rollup());
        return new MinutePart(one.minute(), ticks, rollup);
    }
}
