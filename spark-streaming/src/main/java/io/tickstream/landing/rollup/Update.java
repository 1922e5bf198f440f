package io.tickstream.landing.rollup;

/**
 * What a batch did to the rollups.
 *
 * @param minutes that it touched and that were written
 * @param recomputed of them, those that were read from the companies anew
 * @param lateRows companies that came too late to be counted
 * @param requests hours that were recomputed because somebody asked for it
 */
public record Update(long minutes, long recomputed, long lateRows, long requests) {
    /** Of a batch without companies. */
    public static final Update NOTHING = new Update(0, 0, 0, 0);

    /** Both together. */
    public Update plus(Update other) {
        return new Update(
                minutes + other.minutes,
                recomputed + other.recomputed,
                lateRows + other.lateRows,
                requests + other.requests);
    }
}
