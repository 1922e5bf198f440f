package io.tickstream.landing;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import io.tickstream.landing.EventSchema.Violation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/**
 * How a field of an event goes into a column of Cassandra: from Avro's binary encoding straight to CQL's, with the
 * checks that neither of the two makes. Numbers are big-endian in CQL; a text is the same bytes in both.
 *
 * @see <a href="https://github.com/apache/cassandra/blob/cassandra-5.0/doc/native_protocol_v5.spec">CQL's binary
 *     protocol, section 6, for the bytes of each type</a>
 */
@SuppressWarnings("ImmutableEnumChecker") // both kinds of types are immutable, only not annotated so
enum ColumnBinding {
    TEXT(StringType, DataTypes.TEXT) {
        @Override
        ByteBuffer read(PayloadDecoder in, Schema.Type written, String field) throws IOException {
            return in.takeText();
        }
    },
    /** Spark has no UUID, and Avro a text. */
    UUID(StringType, DataTypes.UUID) {
        @Override
        ByteBuffer read(PayloadDecoder in, Schema.Type written, String field) throws IOException, Violation {
            return UuidText.bytes(in.takeText())
                    .orElseThrow(() -> new Violation(Reason.WRONG_TYPE, "The field %s is no UUID".formatted(field)));
        }
    },
    TIMESTAMP(TimestampType, DataTypes.TIMESTAMP) {
        @Override
        ByteBuffer read(PayloadDecoder in, Schema.Type written, String field) throws IOException, Violation {
            long millis = number(in, written);
            if (millis < FIRST_MILLIS || millis > LAST_MILLIS) {
                throw outOfRange(field, EventSchema.FIRST_INSTANT, EventSchema.LAST_INSTANT);
            }
            return bigint(millis);
        }
    },
    DATE(DateType, DataTypes.DATE) {
        @Override
        ByteBuffer read(PayloadDecoder in, Schema.Type written, String field) throws IOException, Violation {
            int day = in.readInt();
            if (day < EventSchema.FIRST_DAY.toEpochDay() || day > EventSchema.LAST_DAY.toEpochDay()) {
                throw outOfRange(field, EventSchema.FIRST_DAY, EventSchema.LAST_DAY);
            }
            return date(day);
        }
    },
    INT(IntegerType, DataTypes.INT) {
        @Override
        ByteBuffer read(PayloadDecoder in, Schema.Type written, String field) throws IOException {
            return ByteBuffer.allocate(Integer.BYTES).putInt(0, in.readInt());
        }
    },
    BIGINT(LongType, DataTypes.BIGINT) {
        @Override
        ByteBuffer read(PayloadDecoder in, Schema.Type written, String field) throws IOException {
            return bigint(number(in, written));
        }
    },
    DOUBLE(DoubleType, DataTypes.DOUBLE) {
        @Override
        ByteBuffer read(PayloadDecoder in, Schema.Type written, String field) throws IOException {
            double number =
                    switch (written) {
                        case DOUBLE -> in.readDouble();
                        case FLOAT -> in.readFloat();
                        default -> number(in, written);
                    };
            return ByteBuffer.allocate(Double.BYTES).putDouble(0, number);
        }
    },
    BLOB(BinaryType, DataTypes.BLOB) {
        @Override
        ByteBuffer read(PayloadDecoder in, Schema.Type written, String field) throws IOException {
            return in.takeBytes();
        }
    };

    private static final long FIRST_MILLIS = EventSchema.FIRST_INSTANT.toEpochMilli();
    private static final long LAST_MILLIS = EventSchema.LAST_INSTANT.toEpochMilli();

    private static final String LOGICAL_TYPE = "logicalType";
    private static final String UUID_TYPE = "uuid";

    private final org.apache.spark.sql.types.DataType spark;
    private final DataType cql;

    ColumnBinding(org.apache.spark.sql.types.DataType spark, DataType cql) {
        this.spark = spark;
        this.cql = cql;
    }

    /**
     * Reads the next value.
     *
     * @param written what the value was written as, if not as the topic's schema says then as something that Avro
     *     promotes to it
     * @param field its name, for messages
     * @return CQL's bytes
     */
    abstract ByteBuffer read(PayloadDecoder in, Schema.Type written, String field) throws IOException, Violation;

    /** CQL's bytes of a day: an unsigned number with 1970-01-01 in its middle. */
    static ByteBuffer date(long epochDay) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(0, (int) epochDay ^ Integer.MIN_VALUE);
    }

    /** CQL's bytes of a long number. */
    static ByteBuffer bigint(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(0, number);
    }

    /** How a field of the topic's schema, which may be nullable, is read. */
    static ColumnBinding of(Schema field) {
        Schema type = field.isUnion()
                ? field.getTypes().stream()
                        .filter(branch -> branch.getType() != Schema.Type.NULL)
                        .findFirst()
                        .orElseThrow()
                : field;
        LogicalType logical = type.getLogicalType();
        String name = logical == null ? type.getType().getName() : logical.getName();
        return switch (name) {
            case "string" -> TEXT;
            case UUID_TYPE -> UUID;
            case "timestamp-millis" -> TIMESTAMP;
            case "date" -> DATE;
            case "int" -> INT;
            case "long" -> BIGINT;
            case "double" -> DOUBLE;
            case "bytes" -> BLOB;
            default ->
                throw new IllegalStateException(
                        "The job has no column for Avro's type %s; add one to ColumnBinding".formatted(name));
        };
    }

    /** How a column of {@link EventSchema#columns} or {@link LandedTable#columns} is written. */
    static ColumnBinding of(StructField column) {
        boolean uuid = column.metadata().contains(LOGICAL_TYPE)
                && column.metadata().getString(LOGICAL_TYPE).equals(UUID_TYPE);
        return Arrays.stream(values())
                .filter(binding -> binding.spark.equals(column.dataType()) && (binding == UUID) == uuid)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The job writes no column such as " + column));
    }

    /** The types that a column may have in Cassandra, by their names in CQL. */
    static List<String> cqlNames(StructField column) {
        return List.of(of(column).cqlName());
    }

    /**
     * Makes sure that the column has the right type, which the start has checked.
     *
     * @throws IllegalStateException if it has another; the bytes would mean something else there
     */
    static void check(StructField column, DataType found) {
        ColumnBinding binding = of(column);
        if (!binding.cql.equals(found)) {
            throw new IllegalStateException(
                    "Column %s is of type %s in Cassandra; the job writes %s. Apply contract/src/main/cql in order."
                            .formatted(column.name(), found.asCql(true, false), binding.cqlName()));
        }
    }

    /** Spark's column for a field; it remembers what Spark has no type for. */
    StructField column(String name, boolean nullable) {
        Metadata metadata = this == UUID
                ? new MetadataBuilder().putString(LOGICAL_TYPE, UUID_TYPE).build()
                : Metadata.empty();
        return new StructField(name, spark, nullable, metadata);
    }

    /** The type's name in CQL. */
    private String cqlName() {
        return cql.asCql(true, false);
    }

    private static long number(PayloadDecoder in, Schema.Type written) throws IOException {
        return written == Schema.Type.INT ? in.readInt() : in.readLong();
    }

    private static Violation outOfRange(String field, Object first, Object last) {
        return new Violation(Reason.OUT_OF_RANGE, "The field %s is not within %s and %s".formatted(field, first, last));
    }
}
