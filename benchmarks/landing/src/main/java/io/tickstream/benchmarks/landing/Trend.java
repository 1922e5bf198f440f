package io.tickstream.benchmarks.landing;

import java.util.List;

/**
 * A straight line through measured points, by least squares.
 *
 * @param mean of the values
 * @param slope of the line, in values a unit of time
 * @param error one standard error of the slope; points that lie on a line have none
 */
record Trend(double mean, double slope, double error) {
    /** Of a normal distribution, 95 % lie so many standard errors around. */
    private static final double INTERVAL = 1.96;

    /** One point. */
    record Point(double time, double value) {}

    /** @param points three or more, not all at one time */
    static Trend through(List<Point> points) {
        int count = points.size();
        if (count < 3) {
            throw new IllegalArgumentException("A trend with its error needs 3 points; there are " + count);
        }
        double meanTime = points.stream().mapToDouble(Point::time).average().orElseThrow();
        double mean = points.stream().mapToDouble(Point::value).average().orElseThrow();
        double spread = 0;
        double together = 0;
        for (Point point : points) {
            spread += (point.time() - meanTime) * (point.time() - meanTime);
            together += (point.time() - meanTime) * (point.value() - mean);
        }
        if (spread == 0) {
            throw new IllegalArgumentException("All points are of one time");
        }
        double slope = together / spread;
        double residual = 0;
        for (Point point : points) {
            double off = point.value() - mean - slope * (point.time() - meanTime);
            residual += off * off;
        }
        return new Trend(mean, slope, Math.sqrt(residual / (count - 2) / spread));
    }

    /** The least that the slope is, with 97.5 % certainty. */
    double atLeast() {
        return slope - INTERVAL * error;
    }

    /** The most that the slope is, with 97.5 % certainty. */
    double atMost() {
        return slope + INTERVAL * error;
    }
}
