package io.tickstream.benchmarks;

import java.util.List;

/**
 * Unit: milliseconds.
 *
 * @param samples of how many
 */
record Percentiles(double p50, double p99, int samples) {
    static Percentiles of(List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        return new Percentiles(at(sorted, 0.50), at(sorted, 0.99), sorted.size());
    }

    /** The smallest sample that so large a share of all is not above. */
    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
