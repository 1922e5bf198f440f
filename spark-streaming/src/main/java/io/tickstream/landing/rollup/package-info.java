/**
 * Rollups of what has landed: views, recomputed from the level below. Reckons only; {@link
 * io.tickstream.landing.rollup.RollupStore} is what it needs of Cassandra. Start with {@link
 * io.tickstream.landing.rollup.Rollups}.
 */
package io.tickstream.landing.rollup;
