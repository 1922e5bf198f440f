package io.tickstream.landing.rollup;

/**
 * An hour that somebody wants recomputed.
 *
 * @param hour its beginning; milliseconds since 1970-01-01T00:00:00Z
 * @param written when it was asked for, as Cassandra has it; microseconds since 1970-01-01T00:00:00Z
 */
public record Request(long hour, long written) {}
