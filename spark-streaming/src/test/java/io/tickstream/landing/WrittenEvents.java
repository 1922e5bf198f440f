package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.contract.Topic;
import io.tickstream.fuzz.Draw;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;

/**
 * Events of a topic as writers of other versions may write them: fields in another order, left out, of a narrower type,
 * and fields that nobody knows, of whatever schema.
 */
final class WrittenEvents {
    private static final List<Schema.Type> PRIMITIVES = List.of(
            Schema.Type.NULL,
            Schema.Type.BOOLEAN,
            Schema.Type.INT,
            Schema.Type.LONG,
            Schema.Type.FLOAT,
            Schema.Type.DOUBLE,
            Schema.Type.BYTES,
            Schema.Type.STRING);

    private final Draw draw;
    private final Topic topic;
    private int names;

    WrittenEvents(Draw draw, Topic topic) {
        this.draw = draw;
        this.topic = topic;
    }

    /**
     * An event and the schema that it was written with.
     *
     * @param endless whether it holds more parts than anybody can read, which take no bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // lives for one case and is never compared
    record Written(Schema schema, byte[] bytes, boolean endless) {}

    Written next() {
        Schema event = writer(topic.schema().getNamespace());
        if (draw.once(12)) {
            List<Schema> branches = new ArrayList<>(List.of(event));
            if (draw.once(2)) {
                branches.add(draw.below(branches.size() + 1), writer("io.tickstream.other"));
            }
            return written(Schema.createUnion(branches), event);
        }
        return draw.once(40) ? endless(event) : written(event, event);
    }

    private Written endless(Schema event) {
        List<Schema.Field> fields = new ArrayList<>();
        event.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        Schema nothing = Schema.createRecord(name(), null, null, false, List.of());
        for (int i = draw.between(25, 45); i > 0; i--) {
            nothing = Schema.createRecord(
                    name(),
                    null,
                    null,
                    false,
                    List.of(new Schema.Field("left", nothing), new Schema.Field("right", nothing)));
        }
        fields.add(new Schema.Field("nothing", nothing));
        return new Written(
                Schema.createRecord(event.getName(), null, event.getNamespace(), false, fields),
                written(event, event).bytes(),
                true);
    }

    private Written written(Schema schema, Schema event) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<>(schema).write(event(event), encoder);
            return new Written(schema, bytes.toByteArray(), false);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: bytes in memory", e);
        }
    }

    /** Any schema. */
    Schema any(int depth) {
        if (depth == 0) {
            return Schema.create(draw.of(PRIMITIVES));
        }
        return switch (draw.below(9)) {
            case 0 -> Schema.createArray(any(depth - 1));
            case 1 -> Schema.createMap(any(depth - 1));
            case 2 -> Schema.createUnion(Schema.create(Schema.Type.NULL), record(depth - 1));
            case 3 ->
                Schema.createUnion(
                        record(depth - 1), Schema.createArray(any(depth - 1)), Schema.create(Schema.Type.INT));
            case 4 -> record(depth - 1);
            case 5 ->
                Schema.createEnum(
                        name(), null, null, List.of("RED", "GREEN", "BLUE").subList(0, draw.between(1, 3)));
            case 6 -> Schema.createFixed(name(), null, null, draw.below(20));
            case 7 -> tree();
            default -> Schema.create(draw.of(PRIMITIVES));
        };
    }

    private Schema record(int depth) {
        List<Schema.Field> fields = new ArrayList<>();
        for (int i = draw.below(4); i > 0; i--) {
            fields.add(new Schema.Field(name(), any(depth)));
        }
        return Schema.createRecord(name(), null, null, false, fields);
    }

    /** One that holds itself. */
    private Schema tree() {
        Schema node = Schema.createRecord(name(), null, null, false);
        Schema children = draw.once(2)
                ? Schema.createArray(node)
                : Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.createMap(node));
        node.setFields(List.of(new Schema.Field("children", children)));
        return node;
    }

    private String name() {
        return "n" + names++;
    }

    private Schema writer(String namespace) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : topic.schema().getFields()) {
            if (!field.hasDefaultValue() || !draw.once(6)) {
                fields.add(new Schema.Field(field.name(), narrowed(field.schema())));
            }
        }
        for (int i = draw.below(4); i > 0; i--) {
            fields.add(new Schema.Field(name(), any(3)));
        }
        if (draw.once(2)) {
            Collections.shuffle(fields, new Random(draw.bits()));
        }
        return Schema.createRecord(topic.schema().getName(), null, namespace, false, fields);
    }

    /** What Avro reads as the wanted type. */
    private Schema narrowed(Schema wanted) {
        if (wanted.isUnion()) {
            List<Schema> branches = new ArrayList<>();
            for (Schema branch : wanted.getTypes()) {
                branches.add(narrowed(branch));
            }
            if (draw.once(4)) {
                Collections.reverse(branches);
            }
            return draw.once(6) ? draw.of(branches) : Schema.createUnion(branches);
        }
        if (!draw.once(5)) {
            return wanted;
        }
        return switch (wanted.getType()) {
            case LONG -> Schema.create(Schema.Type.INT);
            case DOUBLE -> Schema.create(draw.of(Schema.Type.INT, Schema.Type.LONG, Schema.Type.FLOAT));
            case STRING -> Schema.create(Schema.Type.BYTES);
            default -> wanted;
        };
    }

    private GenericRecord event(Schema writer) {
        GenericRecord event = new GenericData.Record(writer);
        for (Schema.Field field : writer.getFields()) {
            Schema.Field wanted = topic.schema().getField(field.name());
            event.put(field.pos(), wanted == null ? anything(field.schema()) : value(field.schema(), wanted.schema()));
        }
        return event;
    }

    private Object anything(Schema schema) {
        return new RandomData(schema, 1, draw.bits()).iterator().next();
    }

    private Object value(Schema written, Schema wanted) {
        Schema branch = written.isUnion() ? draw.of(written.getTypes()) : written;
        return switch (branch.getType()) {
            case NULL -> null;
            case INT -> (int) number(wanted, 20_000);
            case LONG -> number(wanted, 1_767_323_045_000L);
            case FLOAT -> Float.intBitsToFloat((int) draw.bits());
            case DOUBLE -> Double.longBitsToDouble(draw.bits());
            case STRING -> text(wanted);
            case BYTES ->
                draw.once(10)
                        ? ByteBuffer.wrap(draw.bytes(20))
                        : ByteBuffer.wrap(text(wanted).getBytes(UTF_8));
            default -> throw new IllegalStateException("The contract has no " + branch.getType());
        };
    }

    private long number(Schema wanted, long usual) {
        boolean limited = wanted.getLogicalType() != null;
        return limited && !draw.once(30) ? usual : draw.edge();
    }

    private String text(Schema wanted) {
        LogicalType logical = wanted.isUnion()
                ? wanted.getTypes().stream()
                        .map(Schema::getLogicalType)
                        .filter(java.util.Objects::nonNull)
                        .findFirst()
                        .orElse(null)
                : wanted.getLogicalType();
        if (logical != null && logical.getName().equals("uuid")) {
            String uuid = new UUID(draw.bits(), draw.bits()).toString();
            return draw.once(40) ? draw.damaged(uuid) : uuid;
        }
        return draw.text();
    }
}
