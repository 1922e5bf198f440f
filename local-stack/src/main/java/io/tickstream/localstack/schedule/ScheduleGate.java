package io.tickstream.localstack.schedule;

import io.tickstream.contract.Schedule;
import java.util.Optional;

/** The gate of the tick: where its state is kept, and every change of it. What it cannot do, it says by a StackException. */
public interface ScheduleGate {
    /** The state as it is now; empty if nobody has ever set it, which means running. */
    Optional<Schedule> read();

    /** Sets the state, and puts the change down. */
    void change(Schedule change);
}
