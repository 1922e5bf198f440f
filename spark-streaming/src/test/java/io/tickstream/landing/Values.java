package io.tickstream.landing;

import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;

/** CQL's bytes as Cassandra's own driver reads them. */
final class Values {
    private Values() {}

    /** What stands in each of the columns; null for what is left unset. */
    static Object[] of(StructType columns, ByteBuffer[] cells) {
        return IntStream.range(0, columns.length())
                .mapToObj(i -> of(ColumnBinding.cqlNames(columns.apply(i)).get(0), cells[i]))
                .toArray();
    }

    private static Object of(String cqlName, ByteBuffer cell) {
        DataType type = Stream.of(
                        DataTypes.TEXT,
                        DataTypes.UUID,
                        DataTypes.TIMESTAMP,
                        DataTypes.DATE,
                        DataTypes.INT,
                        DataTypes.BIGINT,
                        DataTypes.DOUBLE,
                        DataTypes.BLOB)
                .filter(each -> each.asCql(true, false).equals(cqlName))
                .findFirst()
                .orElseThrow();
        return CodecRegistry.DEFAULT.codecFor(type).decode(cell, ProtocolVersion.DEFAULT);
    }
}
