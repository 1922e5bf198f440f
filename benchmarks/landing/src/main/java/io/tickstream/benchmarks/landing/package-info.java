/** How fast rows land: contenders side by side, in one run, over the same servers. Start with {@code LandingBenchmark}. */
package io.tickstream.benchmarks.landing;
