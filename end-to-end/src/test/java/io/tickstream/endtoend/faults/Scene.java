package io.tickstream.endtoend.faults;

import io.tickstream.localstack.companyapi.CompanyApiClient;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.server.Hop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;

/** What a fault lays its hands on: the running pipeline, its connections, its data, and the ticks that go on meanwhile. */
public interface Scene {
    /** The servers. */
    RunningStack stack();

    /** The stand-in for the company API, asked directly, however broken the function's way to it is. */
    CompanyApiClient source();

    /** Who is between two programs. */
    FaultProxy proxy(Hop hop);

    /** The one process of this part; see {@link Part}. */
    ProcessHandle process(Part part) throws IOException, InterruptedException;

    /** kill -9, with all that it has started; returns when it is gone. */
    void kill(Part part) throws IOException, InterruptedException;

    /** SIGSTOP, to this process alone. */
    void freeze(Part part) throws IOException, InterruptedException;

    /** SIGCONT to what {@link #freeze} stopped; nothing if that has ended meanwhile. */
    void thaw(Part part) throws IOException, InterruptedException;

    /** Starts servers that do not run, as {@code ./tickstream up} does, and waits until they are ready. */
    void up(String... servers) throws IOException, InterruptedException;

    /** Stops servers politely. */
    void down(String... servers) throws IOException, InterruptedException;

    /** The state folder of the stack: cassandra/data, kafka/data, checkpoint/landing, logs and so on. */
    Path state();

    /** The job's checkpoint. */
    default Path checkpoint() {
        return state().resolve("checkpoint/landing");
    }

    /** The run's randomness; the same seed gives the same numbers. */
    Random random();

    /** The ticks that are made all the while. */
    Load load();

    /** Lets the fault be in force, while ticks go on. */
    void hold(Duration time) throws InterruptedException;

    /** Waits, or fails with what was waited for. */
    void await(String what, Duration atMost, BooleanSupplier condition) throws InterruptedException;

    /**
     * Says that the fault is over now; the recovery is measured from here. Without it, from when {@link Fault#end}
     * returns. For faults of our own programs: their start is part of the recovery.
     */
    void over();

    /** One line for the report. */
    void note(String line);
}
