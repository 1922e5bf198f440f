package io.tickstream.endtoend.faults;

/**
 * How a fault must end.
 *
 * @param lossAccepted whether an operator had to accept a documented loss: what was published before the fault's end may
 *     be missing then, and the audit must name every tick that misses something
 * @param strangers whether the fault itself sends records that no source served: the dead letters that they become are
 *     not held against the ledger
 * @param inWords for the report
 */
public record Expectation(boolean lossAccepted, boolean strangers, String inWords) {
    /** What nearly every fault must come to. */
    public static final Expectation NOTHING_LOST =
            new Expectation(false, false, "nothing lost, nothing doubled, exact rollups");

    /** The same, beside dead letters of records that the fault has sent. */
    public static final Expectation STRANGERS_REJECTED =
            new Expectation(false, true, "nothing lost, nothing doubled; what cannot be read is kept as dead letters");

    /** An operator accepts what the job refuses to pass over in silence. */
    public static Expectation acceptedLoss(String inWords) {
        return new Expectation(true, false, inWords);
    }
}
