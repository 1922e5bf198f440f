package io.tickstream.landing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Leases in memory, and a time that passes only while somebody waits. */
final class MemoryLeaseTable implements LeaseTable, LeaseTime {
    private final Map<UUID, Entry> entries = new HashMap<>();
    private final List<Repeated> repeated = new ArrayList<>();
    private Runnable beforePass = () -> {};
    private Runnable afterPass = () -> {};
    private long nanos;
    private boolean closed;

    private static final class Repeated {
        final long period;
        final Runnable task;
        long next;

        Repeated(long period, Runnable task, long next) {
            this.period = period;
            this.task = task;
            this.next = next;
        }
    }

    /** Something that another driver does just before a right is passed on for the first time. */
    void beforePass(Runnable interference) {
        beforePass = interference;
    }

    /** The same just afterwards. */
    void afterPass(Runnable interference) {
        afterPass = interference;
    }

    /** Whatever anybody has. */
    void takeAway(UUID right, Driver driver) {
        Entry before = entries.get(right);
        entries.put(right, new Entry(before == null ? 1 : before.epoch() + 1, 0, driver, Instant.EPOCH, false));
    }

    Entry entry(UUID right) {
        return entries.get(right);
    }

    Duration passed() {
        return Duration.ofNanos(nanos);
    }

    boolean closed() {
        return closed;
    }

    @Override
    public Optional<Entry> find(UUID right) {
        return Optional.ofNullable(entries.get(right));
    }

    @Override
    public void give(UUID right, Driver driver) {
        entries.putIfAbsent(right, new Entry(1, 0, driver, Instant.EPOCH, false));
    }

    @Override
    public void pass(UUID right, Entry found, Driver driver) {
        beforePass.run();
        beforePass = () -> {};
        if (entries.get(right).sameBeat(found)) {
            entries.put(right, new Entry(found.epoch() + 1, 0, driver, Instant.EPOCH, false));
        }
        afterPass.run();
        afterPass = () -> {};
    }

    @Override
    public Set<UUID> beat(Collection<UUID> rights, long beat, Driver driver) {
        Set<UUID> gone = new HashSet<>();
        for (UUID right : rights) {
            Entry entry = entries.get(right);
            if (entry == null || !entry.driver().equals(driver)) {
                gone.add(right);
            } else {
                entries.put(right, new Entry(entry.epoch(), beat, driver, entry.since(), entry.released()));
            }
        }
        return gone;
    }

    @Override
    public void release(UUID right, Driver driver) {
        entries.computeIfPresent(
                right,
                (same, entry) -> entry.driver().equals(driver)
                        ? new Entry(entry.epoch(), entry.beat(), driver, entry.since(), true)
                        : entry);
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void pause(Duration duration) {
        long end = nanos + duration.toNanos();
        while (true) {
            Optional<Repeated> due =
                    repeated.stream().filter(each -> each.next <= end).min(Comparator.comparingLong(each -> each.next));
            if (due.isEmpty()) {
                nanos = end;
                return;
            }
            nanos = due.get().next;
            due.get().next += due.get().period;
            due.get().task.run();
        }
    }

    @Override
    public Repetition every(Duration period, Runnable task) {
        Repeated repetition = new Repeated(period.toNanos(), task, nanos + period.toNanos());
        repeated.add(repetition);
        return () -> repeated.remove(repetition);
    }
}
