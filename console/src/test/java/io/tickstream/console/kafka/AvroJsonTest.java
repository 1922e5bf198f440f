package io.tickstream.console.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

class AvroJsonTest {
    private static final Schema SCHEMA = new Schema.Parser()
            .parse(
                    """
                    {"type": "record", "name": "All", "fields": [
                        {"name": "name", "type": "string"},
                        {"name": "none", "type": ["null", "string"]},
                        {"name": "some", "type": ["null", "long"]},
                        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                        {"name": "day", "type": ["null", {"type": "int", "logicalType": "date"}]},
                        {"name": "bytes", "type": "bytes"},
                        {"name": "list", "type": {"type": "array", "items": "int"}},
                        {"name": "map", "type": {"type": "map", "values": "double"}},
                        {"name": "flag", "type": "boolean"}
                    ]}
                    """);

    @Test
    void shows_values_as_people_read_them() {
        var value = new GenericRecordBuilder(SCHEMA)
                .set("name", "<b>Zoë</b>")
                .set("none", null)
                .set("some", 7L)
                .set("at", 1_769_860_800_000L)
                .set("day", 20_484)
                .set("bytes", ByteBuffer.wrap(new byte[] {0, -1}))
                .set("list", new GenericData.Array<>(SCHEMA.getField("list").schema(), List.of(1, 2)))
                .set("map", Map.of("a", 1.5))
                .set("flag", true)
                .build();

        assertThat(AvroJson.of(SCHEMA, value))
                .hasToString(
                        "{name=<b>Zoë</b>, none=null, some=7, at=%s, day=%s, bytes=00ff, list=[1, 2], map={a=1.5}, flag=true}"
                                .formatted(Instant.ofEpochMilli(1_769_860_800_000L), LocalDate.ofEpochDay(20_484)));
    }
}
