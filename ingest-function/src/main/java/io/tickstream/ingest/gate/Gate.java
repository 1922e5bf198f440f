package io.tickstream.ingest.gate;

import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.gate.Schedule.Unreachable;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Lets a tick through or not. Where the state cannot be read, the last known one holds, and running if none is known:
 * losing Cassandra must neither stop the ticks nor start those that somebody has paused.
 */
@ApplicationScoped
public class Gate {
    private static final Logger LOG = Logger.getLogger(Gate.class);

    private final Schedule schedule;
    private final IngestConfig config;
    private volatile View view = new View(State.RUNNING, Optional.empty());

    Gate(Schedule schedule, IngestConfig config) {
        this.schedule = schedule;
        this.config = config;
    }

    /** Whether ticks run. */
    public enum State {
        /** They do. */
        RUNNING,
        /** Somebody has paused them. */
        PAUSED
    }

    /**
     * How the gate stands.
     *
     * @param trouble why the state could not be read the last time; empty if it could
     */
    public record View(State state, Optional<String> trouble) {}

    /** Asks for the state; takes no longer than the gate's timeout. */
    public State state() {
        if (!config.gate().enabled()) {
            return State.RUNNING;
        }
        View before = view;
        View now = look(before.state());
        if (now.trouble().isPresent() && before.trouble().isEmpty()) {
            LOG.warnf(
                    "Ticks go by the last known state, %s: %s",
                    now.state(), now.trouble().get());
        } else if (now.trouble().isEmpty() && before.trouble().isPresent()) {
            LOG.infof("The schedule can be read again: %s", now.state());
        }
        view = now;
        return now.state();
    }

    /** What the last tick saw; asks nobody. */
    public View lastView() {
        return view;
    }

    private View look(State lastKnown) {
        try {
            Optional<String> state = schedule.state(config.gateTimeout());
            if (state.isEmpty() || state.get().equals("running")) {
                return new View(State.RUNNING, Optional.empty());
            }
            if (state.get().equals("paused")) {
                return new View(State.PAUSED, Optional.empty());
            }
            return new View(
                    lastKnown,
                    Optional.of(
                            "the table schedule holds neither 'running' nor 'paused' in its row 'default'; set one"));
        } catch (Unreachable e) {
            return new View(lastKnown, Optional.of(e.getMessage()));
        }
    }
}
