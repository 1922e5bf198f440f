/** The gate: whether ticks run or are paused, which people decide and Cassandra remembers. */
package io.tickstream.ingest.gate;
