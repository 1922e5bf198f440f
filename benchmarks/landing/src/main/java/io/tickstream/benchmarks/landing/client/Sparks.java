package io.tickstream.benchmarks.landing.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.Trigger;

/** What the contenders on Spark have in common: driver and executor in one process, and all there is in one query. */
public final class Sparks {
    private Sparks() {}

    /** Two cores, no web page, Cassandra's address. */
    public static SparkConf conf(Surroundings surroundings) {
        return new SparkConf()
                .setMaster("local[2]")
                .setAppName("benchmark")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.local.dir", surroundings.folder().toString())
                .set("spark.sql.session.timeZone", "UTC")
                .set("spark.cassandra.connection.host", "127.0.0.1")
                .set("spark.cassandra.connection.port", String.valueOf(surroundings.cassandraPort()))
                .set("spark.cassandra.auth.username", surroundings.user())
                .set("spark.cassandra.auth.password", surroundings.password());
    }

    /** A topic from its first record on. */
    public static Dataset<Row> read(SparkSession spark, Surroundings surroundings, String topic) {
        return spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", surroundings.kafka())
                .option("subscribe", topic)
                .option("startingOffsets", "earliest")
                .load();
    }

    /** Runs the query until it has no more to read. */
    public static void runToEnd(DataStreamWriter<Row> query, Surroundings surroundings) throws Exception {
        query.trigger(Trigger.AvailableNow())
                .option("checkpointLocation", checkpoint(surroundings).toString())
                .start()
                .awaitTermination();
    }

    private static Path checkpoint(Surroundings surroundings) throws IOException {
        Files.createDirectories(surroundings.folder());
        if (surroundings.goesOn()) {
            return surroundings.folder().resolve("checkpoint");
        }
        return Files.createTempDirectory(surroundings.folder(), "checkpoint");
    }
}
