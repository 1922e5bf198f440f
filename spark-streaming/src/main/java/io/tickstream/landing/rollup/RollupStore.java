package io.tickstream.landing.rollup;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/**
 * The tables of the rollups. What is written has absolute values, so that writing it again changes nothing; it is there
 * once {@link #flush} has returned.
 */
public interface RollupStore {
    /** Whose turn it is. */
    enum Turn {
        /** A batch's, which waits until everything is written. */
        BATCH,
        /** An hour's that was asked for, which batches wait for: what is not answered soon fails, and is tried again. */
        REQUEST
    }

    /**
     * Makes sure that we are the one who writes, before anything is read on which a write depends. What a turn that
     * failed has left unwritten stays so.
     */
    void begin(Turn turn) throws InterruptedException;

    /** The ticks with slots from one moment up to another, both of one day; milliseconds since 1970-01-01T00:00:00Z. */
    List<LandedTick> landed(LocalDate day, long from, long to) throws InterruptedException;

    /** Counts all companies of these ticks in, as they are in the table now. */
    void read(Collection<UUID> ticks, Tally tally) throws InterruptedException;

    /** A day's minutes, by their beginning in milliseconds since 1970-01-01T00:00:00Z. */
    SortedMap<Long, Rollup> minutes(LocalDate day) throws InterruptedException;

    /** A day's sums as they are written. */
    Rollup day(LocalDate day) throws InterruptedException;

    /** The sum of all days as they are written. */
    Rollup sumOfDays() throws InterruptedException;

    /** The newest day up to this one that has any sums; null if none has. */
    LocalDate newestDay(LocalDate last) throws InterruptedException;

    /** The totals as they are written. */
    Rollup totals() throws InterruptedException;

    /** Writes how many rows a tick has at a slot; 0 takes it off. */
    void putLanded(LandedTick tick) throws InterruptedException;

    /** Writes a minute's sums of a group; {@link Sums#NOTHING} takes it off. */
    void putMinute(long minute, Group group, Sums sums) throws InterruptedException;

    /** Writes a day's sums of a group; {@link Sums#NOTHING} takes it off. */
    void putDay(LocalDate day, Group group, Sums sums) throws InterruptedException;

    /** Writes a group's totals; {@link Sums#NOTHING} takes it off. */
    void putTotal(Group group, Sums sums) throws InterruptedException;

    /** The hours that are to be recomputed, the first ones first; or fails soon. */
    List<Request> requests() throws InterruptedException;

    /** Takes a request off, unless the same hour has been asked for again. */
    void done(Request request) throws InterruptedException;

    /** Waits until everything is written. */
    void flush() throws InterruptedException;
}
