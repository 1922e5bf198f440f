package io.tickstream.console.kafka;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;

/** Avro values as people read them: times and days as ISO 8601, bytes in hexadecimal, unions without their branch. */
final class AvroJson {
    private AvroJson() {}

    static Object of(Schema schema, Object value) {
        if (value == null) {
            return null;
        }
        if (schema.getType() == Schema.Type.UNION) {
            return of(schema.getTypes().get(GenericData.get().resolveUnion(schema, value)), value);
        }
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
            return Instant.ofEpochMilli((Long) value);
        }
        if (schema.getLogicalType() instanceof LogicalTypes.Date) {
            return LocalDate.ofEpochDay((Integer) value);
        }
        return switch (schema.getType()) {
            case RECORD -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                schema.getFields()
                        .forEach(field ->
                                fields.put(field.name(), of(field.schema(), ((GenericRecord) value).get(field.pos()))));
                yield fields;
            }
            case ARRAY -> {
                List<Object> elements = new ArrayList<>();
                ((Collection<?>) value).forEach(element -> elements.add(of(schema.getElementType(), element)));
                yield elements;
            }
            case MAP -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                ((Map<?, ?>) value)
                        .forEach((key, entry) -> entries.put(key.toString(), of(schema.getValueType(), entry)));
                yield entries;
            }
            case BYTES -> hex((ByteBuffer) value);
            case FIXED -> HexFormat.of().formatHex(((GenericFixed) value).bytes());
            case INT, LONG, FLOAT, DOUBLE, BOOLEAN -> value;
            case STRING, ENUM, UNION, NULL -> value.toString();
        };
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
