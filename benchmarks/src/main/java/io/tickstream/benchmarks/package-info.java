/** Measures, each beside a peer that does the same by hand, in one run. */
package io.tickstream.benchmarks;
