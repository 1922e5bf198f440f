package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Topic;
import java.sql.Timestamp;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** In a Spark of this JVM's own. */
class KafkaRecordTest {
    /** What Spark's Kafka source yields, and in this order. */
    private static final StructType SOURCE = new StructType()
            .add("key", DataTypes.BinaryType)
            .add("value", DataTypes.BinaryType)
            .add("topic", DataTypes.StringType)
            .add("partition", DataTypes.IntegerType)
            .add("offset", DataTypes.LongType)
            .add("timestamp", DataTypes.TimestampType)
            .add("timestampType", DataTypes.IntegerType);

    private static SparkSession spark;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.session.timeZone", "Pacific/Auckland")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void is_read_from_the_columns_of_sparks_source() {
        Dataset<Row> source = spark.createDataFrame(
                List.of(RowFactory.create(
                        Events.TICK.toString().getBytes(UTF_8),
                        new byte[] {1, 2},
                        "ticks",
                        3,
                        41L,
                        Timestamp.from(Events.SLOT.plusMillis(7)),
                        0)),
                SOURCE);
        KafkaRecord record =
                KafkaRecord.of(KafkaRecord.columnsOf(source).toJavaRDD().first());
        assertThat(record.topic()).isEqualTo(Topic.TICKS);
        assertThat(record.partition()).isEqualTo(3);
        assertThat(record.offset()).isEqualTo(41);
        assertThat(record.timestamp()).isEqualTo(Events.SLOT.plusMillis(7));
        assertThat(record.tick()).hasValue(Events.TICK);
        assertThat(record.value()).containsExactly(1, 2);
        assertThat(record).hasToString("ticks-3@41");
    }

    @Test
    void key_and_value_may_be_null() {
        Dataset<Row> source = spark.createDataFrame(
                List.of(RowFactory.create(null, null, "ticks", 0, 0L, Timestamp.from(Events.SLOT), 0)), SOURCE);
        KafkaRecord record =
                KafkaRecord.of(KafkaRecord.columnsOf(source).toJavaRDD().first());
        assertThat(record.key()).isNull();
        assertThat(record.value()).isNull();
        assertThat(record.tick()).isEmpty();
    }
}
