package io.tickstream.ingest.gate;

import io.tickstream.ingest.IngestConfig;
import java.time.Duration;
import java.util.Optional;

/** A schedule in memory. */
public final class FakeSchedule implements Schedule {
    private Optional<String> state = Optional.empty();
    private boolean away;

    /** The gate before this schedule. */
    public Gate gate(IngestConfig config) {
        return new Gate(this, config);
    }

    public void holds(String state) {
        this.state = Optional.of(state);
        this.away = false;
    }

    public void isAway() {
        this.away = true;
    }

    @Override
    public Optional<String> state(Duration timeout) throws Unreachable {
        if (away) {
            throw new Unreachable("Cassandra is away", null);
        }
        return state;
    }
}
