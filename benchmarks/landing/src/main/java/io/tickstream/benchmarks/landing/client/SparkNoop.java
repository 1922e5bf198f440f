package io.tickstream.benchmarks.landing.client;

import io.tickstream.contract.Topic;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The floor of whoever uses Spark: reads the records from Kafka and drops them. */
public final class SparkNoop {
    private SparkNoop() {}

    /** Run by the benchmark. */
    public static void main(String[] args) throws Exception {
        Surroundings surroundings = Surroundings.ofThisProcess();
        SparkSession spark =
                SparkSession.builder().config(Sparks.conf(surroundings)).getOrCreate();
        VoidFunction2<Dataset<Row>, Long> drop = (batch, id) -> {
            Runs.say(Runs.Word.FIRST);
            batch.write().format("noop").mode("append").save();
        };
        Runs.serve(() -> Sparks.runToEnd(
                Sparks.read(spark, surroundings, Topic.COMPANIES_CREATED.topicName())
                        .writeStream()
                        .foreachBatch(drop),
                surroundings));
    }
}
