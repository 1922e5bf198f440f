/** Flink as a contender of the landing benchmark. */
package io.tickstream.benchmarks.landing.flink;
