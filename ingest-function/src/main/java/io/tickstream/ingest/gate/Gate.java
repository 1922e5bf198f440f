package io.tickstream.ingest.gate;

import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.gate.Schedule.Unreachable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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
        return state(config.gateTimeout());
    }

    /**
     * Asks for the state with more patience than a tick has: a process that was just started knows no last state, and
     * its session with Cassandra is still to be opened. Takes no longer than the timeout for changes.
     */
    public State firstState() {
        return state(config.gate().changeTimeout());
    }

    /** The gate with who set it, when and why; empty if nobody has. */
    Optional<Schedule.Entry> read() throws Unreachable {
        return schedule.read(config.gate().changeTimeout());
    }

    /** Sets the gate. When this returns, the next tick obeys, also if Cassandra is away by then. */
    void change(io.tickstream.contract.Schedule change) throws Unreachable {
        schedule.change(change, config.gate().changeTimeout());
        view = new View(stateOf(change.state()).orElseThrow(), Optional.empty());
        LOG.infof("The schedule is %s now, by %s", change.state(), change.changedBy());
    }

    boolean isEnabled() {
        return config.gate().enabled();
    }

    private State state(Duration timeout) {
        if (!config.gate().enabled()) {
            return State.RUNNING;
        }
        View before = view;
        View now = look(before.state(), timeout);
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

    private View look(State lastKnown, Duration timeout) {
        try {
            Optional<Schedule.Entry> entry = schedule.read(timeout);
            if (entry.isEmpty()) {
                return new View(State.RUNNING, Optional.empty());
            }
            return stateOf(entry.get().state())
                    .map(state -> new View(state, Optional.empty()))
                    .orElseGet(
                            () -> new View(
                                    lastKnown,
                                    Optional.of(
                                            "the table schedule holds neither 'running' nor 'paused' in its row 'default'; set one")));
        } catch (Unreachable e) {
            return new View(lastKnown, Optional.of(e.getMessage()));
        }
    }

    private static Optional<State> stateOf(String text) {
        return switch (text) {
            case io.tickstream.contract.Schedule.RUNNING -> Optional.of(State.RUNNING);
            case io.tickstream.contract.Schedule.PAUSED -> Optional.of(State.PAUSED);
            default -> Optional.empty();
        };
    }
}
