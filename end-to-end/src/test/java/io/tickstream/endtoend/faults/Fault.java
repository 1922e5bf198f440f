package io.tickstream.endtoend.faults;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** One fault: how it strikes and how it ends. It is struck alone, and, if it may, in the mixture. */
public interface Fault {
    /** For the report and {@code --only}; kebab-case, such as kafka-killed. */
    String name();

    /** What the user is promised while and after it strikes; one sentence for the report. */
    String promise();

    /** What is broken. */
    Kind kind();

    /**
     * What it lays its hands on: names of servers, hops and folders, such as {@code kafka} or {@code job-to-kafka}. The
     * mixture strikes no two faults at once that share one.
     */
    Set<String> touches();

    /** The longest that a recovery may take, from the fault's end until a tick made after it is visible. */
    default Duration aim() {
        return Duration.ofSeconds(30);
    }

    /** Whether it belongs to the selection that continuous integration runs. */
    default boolean inShortRun() {
        return false;
    }

    /** Whether it may strike together with others. Not those that need a scene to themselves. */
    default boolean mixes() {
        return true;
    }

    /** How it must end. */
    default Expectation expects() {
        return Expectation.NOTHING_LOST;
    }

    /**
     * Strikes; returns when the fault has been in force long enough to matter, which it still is then. Ticks are made all
     * the while; see {@link Scene#hold}.
     */
    void strike(Scene scene) throws Exception;

    /**
     * Ends it, by nothing but what an operator or a supervisor would do. The recovery is measured from when this
     * returns, or from {@link Scene#over}.
     */
    void end(Scene scene) throws Exception;

    /** Why it cannot strike on this machine, if so: a library is missing, or a right. It is skipped then. */
    default Optional<String> impossibleHere() {
        return Optional.empty();
    }

    /**
     * Undoes what the strike needed and nobody has in real life, such as a disk that is small on purpose. Called in any
     * case, after the recovery was measured.
     */
    default void tidyUp(Scene scene) throws Exception {}

    /** What is broken. */
    enum Kind {
        /** A server is killed or stands still. */
        PROCESS,
        /** A connection is slow, silent or cut. */
        NETWORK,
        /** The company API misbehaves. */
        SOURCE,
        /** A disk is full. */
        DISK,
        /** The job's checkpoint is damaged. */
        CHECKPOINT,
        /** A topic is not what it was. */
        TOPIC,
        /** A clock is wrong. */
        CLOCK,
        /** Ticks come twice, or not at all. */
        SCHEDULE,
        /** The job's driver ends at an unhappy moment, or there are two. */
        DRIVER,
        /** Records that cannot be read. */
        INPUT;

        /** For the report, such as network. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
