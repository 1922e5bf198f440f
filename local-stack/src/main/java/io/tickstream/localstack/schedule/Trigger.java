package io.tickstream.localstack.schedule;

import io.tickstream.contract.Schedule;
import java.util.Optional;

/** Something in a cluster that sends the function its events, and can be stopped and started again. */
interface Trigger {
    /** How people call it, such as "PingSource tick". */
    String name();

    /** How it is now; empty if there is none. */
    Optional<State> state();

    /** Stops it, and notes on it who did so; must not run already stopped. */
    void pause(Schedule change);

    /** Starts it as it was before {@link #pause}. */
    void resume();

    /**
     * How a trigger is.
     *
     * @param paused whether it sends nothing
     * @param byUs whether {@link #pause} stopped it, so that {@link #resume} can start it
     * @param inWords for people
     */
    record State(boolean paused, boolean byUs, String inWords) {}
}
