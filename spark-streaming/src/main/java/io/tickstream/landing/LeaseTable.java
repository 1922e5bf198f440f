package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which driver has which right. Nothing is changed here but under a condition that is checked in the same step; whether
 * it was met, the next look tells.
 */
interface LeaseTable extends AutoCloseable {
    /**
     * Who contends for rights.
     *
     * @param id of one start
     * @param name where it runs, for whoever finds a right taken
     */
    record Driver(UUID id, String name) {
        public Driver {
            requireNonNull(id, "id");
            requireNonNull(name, "name");
        }
    }

    /**
     * Who has a right.
     *
     * @param epoch counted up when the right passes to another driver, from 1
     * @param beat counted up by the driver as long as it lives, from 0
     * @param since by the driver's clock, for people
     * @param released whether the driver has ended properly
     */
    record Entry(long epoch, long beat, Driver driver, Instant since, boolean released) {
        boolean sameBeat(Entry other) {
            return epoch == other.epoch && beat == other.beat;
        }
    }

    /** Empty if nobody has ever had it. */
    Optional<Entry> find(UUID right) throws Away;

    /** Gives a right that nobody has ever had. */
    void give(UUID right, Driver driver) throws Away;

    /** Gives a right to the next driver, unless its entry has changed since it was found. */
    void pass(UUID right, Entry found, Driver driver) throws Away;

    /**
     * Shows that the driver lives, for several rights at once.
     *
     * @return those that it no longer has
     */
    Set<UUID> beat(Collection<UUID> rights, long beat, Driver driver) throws Away, InterruptedException;

    /** Lets the next driver have the right at once, if this one has it. */
    void release(UUID right, Driver driver) throws Away;

    @Override
    void close();
}
