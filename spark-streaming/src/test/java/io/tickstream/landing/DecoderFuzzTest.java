package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.fuzz.Draw;
import io.tickstream.fuzz.Fuzz;
import io.tickstream.landing.Decoded.Event;
import io.tickstream.landing.Decoded.Undecodable;
import io.tickstream.landing.WrittenEvents.Written;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes and the schema that they are said to be written with: an event whose cells are what Avro's own
 * reader makes of them, or a rejection with a reason that Avro's reader bears out. Nothing throws, nothing runs on, and
 * nothing is allocated because a payload says so.
 */
class DecoderFuzzTest {
    private static final int SCHEMA_ID = 7;
    private static final long MOST_MEMORY = 64L * 1024 * 1024;

    private final Map<String, Integer> outcomes = new TreeMap<>();

    @Test
    void what_decodes_is_what_avro_reads_and_the_rest_is_rejected() throws InterruptedException {
        Fuzz fuzz = Fuzz.of("avro");

        fuzz.run(this::decode);

        if (fuzz.hasMany()) {
            assertThat(outcomes)
                    .containsKeys(
                            "event",
                            "undecodable",
                            "wrong_type",
                            "out_of_range",
                            "incompatible_schema",
                            "unknown_schema",
                            "not_framed");
            assertThat(outcomes.get("event")).isGreaterThan(outcomes.get("not_framed"));
        }
    }

    private void decode(Draw draw) throws Exception {
        Topic topic = draw.of(Topic.values());
        WrittenEvents events = new WrittenEvents(draw, topic);
        Written written = events.next();
        Schema schema = draw.once(20) ? events.any(4) : written.schema();
        byte[] payload = draw.once(2) ? written.bytes() : draw.damaged(written.bytes());
        byte[] value = WireFormat.frame(SCHEMA_ID, payload);
        if (draw.once(20)) {
            value = draw.once(2) ? draw.bytes(20) : damagedHead(draw, value);
        }
        draw.shows("topic %s, schema %s, value %s"
                .formatted(topic.topicName(), schema, HexFormat.of().formatHex(value)));
        byte[] bytes = value;
        byte[] kept = value.clone();

        Decoder decoder =
                new Decoder(topic, id -> id == SCHEMA_ID ? new WriterSchema.Known(schema) : new WriterSchema.Unknown());
        Decoded decoded = Fuzz.allocating(MOST_MEMORY, () -> decoder.decode(bytes));

        assertThat(value).as("the bytes that a rejection keeps").isEqualTo(kept);
        String outcome = decoded instanceof Undecodable undecodable
                ? undecodable.reason().code()
                : "event";
        outcomes.merge(outcome, 1, Integer::sum);
        if (written.endless() && schema.equals(written.schema())) {
            assertThat(decoded).isInstanceOf(Undecodable.class);
        } else {
            check(topic, schema, value, decoded);
        }
    }

    private static byte[] damagedHead(Draw draw, byte[] value) {
        byte[] damaged = value.clone();
        damaged[draw.below(WireFormat.HEADER_LENGTH)] ^= (byte) (1 << draw.below(Byte.SIZE));
        return damaged;
    }

    private static void check(Topic topic, Schema schema, byte[] value, Decoded decoded) {
        if (value.length < WireFormat.HEADER_LENGTH || value[0] != 0) {
            assertThat(reason(decoded)).isEqualTo(Reason.NOT_FRAMED);
            return;
        }
        if (ByteBuffer.wrap(value).getInt(1) != SCHEMA_ID) {
            assertThat(reason(decoded)).isEqualTo(Reason.UNKNOWN_SCHEMA);
            return;
        }
        if (schema.getType() != Schema.Type.RECORD || !compatible(topic, schema)) {
            assertThat(reason(decoded)).isEqualTo(Reason.INCOMPATIBLE_SCHEMA);
            return;
        }
        GenericRecord avros;
        try {
            avros = read(topic, schema, value);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            assertThat(reason(decoded)).as("Avro says %s", e).isEqualTo(Reason.UNDECODABLE);
            return;
        }
        compare(topic, avros, decoded);
    }

    private static boolean compatible(Topic topic, Schema schema) {
        return SchemaCompatibility.checkReaderWriterCompatibility(topic.schema(), schema)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    /** By Avro's own reader, on a decoder that believes no length; Avro's would allocate what a payload claims. */
    private static GenericRecord read(Topic topic, Schema schema, byte[] value) throws IOException {
        PayloadDecoder payload = new PayloadDecoder(value, WireFormat.HEADER_LENGTH);
        GenericRecord event = new GenericDatumReader<GenericRecord>(schema, topic.schema()).read(null, payload);
        if (payload.remaining() > 0) {
            throw new IOException(payload.remaining() + " bytes are left");
        }
        return event;
    }

    private static void compare(Topic topic, GenericRecord avros, Decoded decoded) {
        List<Schema.Field> fields = topic.schema().getFields();
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        Object[] wanted = new Object[fields.size()];
        for (Schema.Field field : fields) {
            Object value = avros.get(field.pos());
            if (value == null) {
                continue;
            }
            switch (ColumnBinding.of(field.schema())) {
                case UUID -> {
                    String text = value.toString();
                    boolean uuid = text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
                    if (!uuid) {
                        reasons.add(Reason.WRONG_TYPE);
                    }
                    wanted[field.pos()] = uuid ? UUID.fromString(text) : null;
                }
                case TIMESTAMP -> {
                    Instant time = Instant.ofEpochMilli((Long) value);
                    if (time.isBefore(EventSchema.FIRST_INSTANT) || time.isAfter(EventSchema.LAST_INSTANT)) {
                        reasons.add(Reason.OUT_OF_RANGE);
                    }
                    wanted[field.pos()] = time;
                }
                case DATE -> {
                    LocalDate day = LocalDate.ofEpochDay((Integer) value);
                    if (day.isBefore(EventSchema.FIRST_DAY) || day.isAfter(EventSchema.LAST_DAY)) {
                        reasons.add(Reason.OUT_OF_RANGE);
                    }
                    wanted[field.pos()] = day;
                }
                case TEXT -> wanted[field.pos()] = value.toString();
                default -> wanted[field.pos()] = value;
            }
            if (value instanceof org.apache.avro.util.Utf8 text && !isUtf8(text)) {
                reasons.add(Reason.UNDECODABLE); // bytes that are read as a text
            }
        }
        if (decoded instanceof Event event) {
            assertThat(reasons).as("what makes it no row").isEmpty();
            assertThat(Values.of(EventSchema.of(topic).columns(), event.cells().values()))
                    .isEqualTo(wanted);
        } else {
            assertThat(reason(decoded)).as("why Avro's %s is no row", avros).isIn(reasons);
        }
    }

    private static boolean isUtf8(org.apache.avro.util.Utf8 text) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(Arrays.copyOf(text.getBytes(), text.getByteLength())));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static Reason reason(Decoded decoded) {
        assertThat(decoded).isInstanceOf(Undecodable.class);
        Undecodable undecodable = (Undecodable) decoded;
        assertThat(undecodable.cause()).isNotBlank();
        return undecodable.reason();
    }
}
