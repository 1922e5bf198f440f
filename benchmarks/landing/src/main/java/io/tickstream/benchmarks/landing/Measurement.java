package io.tickstream.benchmarks.landing;

import java.time.Duration;

/**
 * One run of one contender, from its first row to its last.
 *
 * @param rows landed, all of them found in the table and compared
 * @param elapsed by the clock
 * @param client processor time of the contender
 * @param cassandra processor time of Cassandra
 */
record Measurement(int rows, Duration elapsed, Duration client, Duration cassandra) {
    double rowsPerSecond() {
        return rows / seconds(elapsed);
    }

    double clientMicrosPerRow() {
        return seconds(client) * 1e6 / rows;
    }

    double cassandraMicrosPerRow() {
        return seconds(cassandra) * 1e6 / rows;
    }

    double microsPerRow() {
        return clientMicrosPerRow() + cassandraMicrosPerRow();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
