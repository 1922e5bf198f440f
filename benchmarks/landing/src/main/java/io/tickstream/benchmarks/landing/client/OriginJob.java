package io.tickstream.benchmarks.landing.client;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The job that Tickstream grew out of, written from its description: JSON on Kafka, {@code from_json}, the connector's
 * streaming sink with its usual settings, a table whose key is the company's id.
 */
public final class OriginJob {
    private static final StructType COMPANY = new StructType()
            .add("tick_id", DataTypes.StringType)
            .add("id", DataTypes.StringType)
            .add("timestamp_column", DataTypes.TimestampType)
            .add("source_id", DataTypes.LongType)
            .add("name", DataTypes.StringType)
            .add("email", DataTypes.StringType)
            .add("vat", DataTypes.StringType)
            .add("phone", DataTypes.StringType)
            .add("country", DataTypes.StringType)
            .add("addresses", DataTypes.StringType)
            .add("website", DataTypes.StringType)
            .add("image", DataTypes.StringType)
            .add("contact", DataTypes.StringType)
            .add("revenue", DataTypes.DoubleType)
            .add("number_of_employees", DataTypes.IntegerType)
            .add("sector", DataTypes.StringType)
            .add("founded_date", DataTypes.DateType)
            .add("valuation", DataTypes.DoubleType)
            .add("investment_received", DataTypes.DoubleType);

    private OriginJob() {}

    /** Run by the benchmark. */
    public static void main(String[] args) throws Exception {
        Surroundings surroundings = Surroundings.ofThisProcess();
        SparkSession spark =
                SparkSession.builder().config(Sparks.conf(surroundings)).getOrCreate();
        Runs.serve(() -> Sparks.runToEnd(
                Sparks.read(spark, surroundings, Surroundings.JSON_TOPIC)
                        .selectExpr("CAST(value AS STRING) AS value")
                        .select(from_json(col("value"), COMPANY).as("company"))
                        .select("company.*")
                        .writeStream()
                        .format("org.apache.spark.sql.cassandra")
                        .option("keyspace", surroundings.keyspace())
                        .option("table", surroundings.tableName()),
                surroundings));
    }
}
