package io.tickstream.landing;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.spark.sql.types.StructField;

/** Which of Spark's types go into which of Cassandra's, and how. */
@SuppressWarnings("ImmutableEnumChecker") // both kinds of types are immutable, only not annotated so
enum ColumnBinding {
    TEXT(StringType, DataTypes.TEXT, (row, column, value) -> row.setString(column, (String) value)),
    /** Spark has no UUID; the decoder has checked the text. */
    UUID_TEXT(StringType, DataTypes.UUID, (row, column, value) -> row.setUuid(column, UUID.fromString((String) value))),
    TIMESTAMP(TimestampType, DataTypes.TIMESTAMP, (row, column, value) -> row.setInstant(column, (Instant) value)),
    DATE(DateType, DataTypes.DATE, (row, column, value) -> row.setLocalDate(column, (LocalDate) value)),
    INT(IntegerType, DataTypes.INT, (row, column, value) -> row.setInt(column, (Integer) value)),
    BIGINT(LongType, DataTypes.BIGINT, (row, column, value) -> row.setLong(column, (Long) value)),
    DOUBLE(DoubleType, DataTypes.DOUBLE, (row, column, value) -> row.setDouble(column, (Double) value)),
    BLOB(
            BinaryType,
            DataTypes.BLOB,
            (row, column, value) -> row.setByteBuffer(column, ByteBuffer.wrap((byte[]) value)));

    private interface Setter {
        BoundStatementBuilder set(BoundStatementBuilder row, int column, Object value);
    }

    private final org.apache.spark.sql.types.DataType spark;
    private final DataType cql;
    private final Setter setter;

    ColumnBinding(org.apache.spark.sql.types.DataType spark, DataType cql, Setter setter) {
        this.spark = spark;
        this.cql = cql;
        this.setter = setter;
    }

    /** Returns the row with a value of Spark's type, not null, in a column of Cassandra's. */
    BoundStatementBuilder set(BoundStatementBuilder row, int column, Object value) {
        return setter.set(row, column, value);
    }

    /** The type's name in CQL. */
    String cqlName() {
        return cql.asCql(true, false);
    }

    /** The types that a column may have in Cassandra, by their names in CQL. */
    static List<String> cqlNames(StructField column) {
        return Arrays.stream(values())
                .filter(binding -> binding.spark.equals(column.dataType()))
                .map(ColumnBinding::cqlName)
                .toList();
    }

    /** Returns how the column goes into a column of this type; the start has checked that it does. */
    static ColumnBinding of(StructField column, DataType cql) {
        return Arrays.stream(values())
                .filter(binding -> binding.spark.equals(column.dataType()) && binding.cql.equals(cql))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Column %s is of type %s in Cassandra; the job writes %s. Apply contract/src/main/cql in order."
                                .formatted(
                                        column.name(), cql.asCql(true, false), String.join(" or ", cqlNames(column)))));
    }
}
