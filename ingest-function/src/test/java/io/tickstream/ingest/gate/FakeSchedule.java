package io.tickstream.ingest.gate;

import io.tickstream.ingest.IngestConfig;
import java.time.Duration;
import java.util.Optional;

/** A schedule in memory. */
public final class FakeSchedule implements Schedule {
    private Optional<Entry> entry = Optional.empty();
    private boolean away;

    /** The gate before this schedule. */
    public Gate gate(IngestConfig config) {
        return new Gate(this, config);
    }

    public void holds(String state) {
        this.entry = Optional.of(new Entry(state, Optional.of("ann"), Optional.empty(), Optional.empty()));
        this.away = false;
    }

    public void isAway() {
        this.away = true;
    }

    @Override
    public Optional<Entry> read(Duration timeout) throws Unreachable {
        requireHere();
        return entry;
    }

    @Override
    public void change(io.tickstream.contract.Schedule change, Duration timeout) throws Unreachable {
        requireHere();
        entry = Optional.of(new Entry(
                change.state(),
                Optional.of(change.changedBy()),
                Optional.of(change.changedAt()),
                Optional.ofNullable(change.reason())));
    }

    private void requireHere() throws Unreachable {
        if (away) {
            throw new Unreachable("Cassandra is away", null);
        }
    }
}
