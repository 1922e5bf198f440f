package io.tickstream.endtoend.faults;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Ticks by hand at a steady pace, each asked for again under its name as a trigger does. */
public interface Load {
    /** Companies asked for by each tick. */
    int COMPANIES_A_TICK = 20;

    /** Begins, if it is not running. */
    void resume();

    /** Makes no more ticks; returns when the last one has ended. */
    void pause() throws InterruptedException;

    /** Makes one tick now, as the load does, whether or not it is running. */
    Made tick() throws InterruptedException;

    /** The ticks that have ended, the oldest first. */
    List<Made> made();

    /**
     * A tick that was asked for.
     *
     * @param name the Idempotency-Key that it was asked for with
     * @param id the tick's id, which follows from the name
     * @param begun when it was asked for first
     * @param ended when the last answer came, or was given up
     * @param attempts how often it was asked for, 1 or more
     * @param outcome as the last answer says, such as delivered; none if none came
     * @param published companies that the broker has acknowledged, as the last answer says
     */
    record Made(String name, UUID id, Instant begun, Instant ended, int attempts, String outcome, int published) {
        /** Whether the trigger was told that all of the tick's companies are on Kafka. */
        public boolean delivered() {
            return outcome.equals("delivered");
        }
    }
}
