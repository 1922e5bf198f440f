package io.tickstream.landing;

import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Events as the function publishes them. */
final class Events {
    static final Instant SLOT = Instant.parse("2026-01-02T03:04:10Z");
    static final UUID TICK = Identity.tick("fakerapi", SLOT);
    static final UUID COMPANY = Identity.company(TICK, 0);

    private Events() {}

    static GenericRecordBuilder company() {
        return company(Topic.COMPANIES_CREATED.schema());
    }

    /** A company by another version of the schema, which may lack optional fields and have more. */
    static GenericRecordBuilder company(Schema schema) {
        return new GenericRecordBuilder(schema)
                .set("tick_id", TICK.toString())
                .set("id", COMPANY.toString())
                .set("timestamp_column", SLOT.toEpochMilli())
                .set("source_id", 1L)
                .set("name", "Café")
                .set("vat", "0123")
                .set("country", "Chile")
                .set("revenue", 10_000.5)
                .set("number_of_employees", 42)
                .set("sector", "Retail")
                .set("founded_date", 7305)
                .set("valuation", 1e6)
                .set("investment_received", 1e5);
    }

    static GenericRecordBuilder tick() {
        return new GenericRecordBuilder(Topic.TICKS.schema())
                .set("id", TICK.toString())
                .set("slot", SLOT.toEpochMilli())
                .set("source", "fakerapi")
                .set("trigger", "schedule")
                .set("outcome", "delivered")
                .set("fetched", 10)
                .set("published", 10)
                .set("rejected", 0)
                .set("started_at", SLOT.plusMillis(5).toEpochMilli())
                .set("finished_at", SLOT.plusMillis(250).toEpochMilli())
                .set("fetch_ms", 200)
                .set("publish_ms", 40)
                .set("function_version", "0.1.0");
    }

    static byte[] framed(int schemaId, GenericRecord event) {
        return WireFormat.frame(schemaId, encode(event));
    }

    static byte[] encode(GenericRecord event) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(event.getSchema()).write(event, encoder);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a field out of the schema's text, or puts others in: another version of it. */
    static Schema changed(Schema schema, String removed, String... added) {
        StringBuilder fields = new StringBuilder();
        for (Schema.Field field : schema.getFields()) {
            if (!field.name().equals(removed)) {
                fields.append(fields.isEmpty() ? "" : ",")
                        .append("{\"name\":\"%s\",\"type\":%s%s}"
                                .formatted(
                                        field.name(),
                                        field.schema(),
                                        field.hasDefaultValue() ? ",\"default\":null" : ""));
            }
        }
        for (String field : added) {
            fields.append(",").append(field);
        }
        return new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"%s\",\"namespace\":\"%s\",\"fields\":[%s]}"
                        .formatted(schema.getName(), schema.getNamespace(), fields));
    }
}
