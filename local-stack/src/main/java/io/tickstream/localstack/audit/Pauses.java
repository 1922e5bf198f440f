package io.tickstream.localstack.audit;

import io.tickstream.contract.Schedule;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** When the schedule was paused, by the changes of the gate. Before the first change it ran. */
public final class Pauses {
    private final NavigableMap<Instant, String> states = new TreeMap<>();

    /** From the changes in any order; of two at the same moment the last one holds. */
    public Pauses(Collection<Schedule> changes) {
        changes.forEach(change -> states.put(change.changedAt(), change.state()));
    }

    /** Whether ticks were paused at that moment; a change holds from its own moment on. */
    public boolean at(Instant moment) {
        Map.Entry<Instant, String> last = states.floorEntry(moment);
        return last != null && last.getValue().equals(Schedule.PAUSED);
    }
}
