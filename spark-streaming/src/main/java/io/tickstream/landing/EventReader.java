package io.tickstream.landing;

import io.tickstream.contract.Topic;
import io.tickstream.landing.EventSchema.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Reads events that were written with one schema: a step for each field that the writer wrote, in its order, which
 * turns Avro's bytes into Cassandra's or skips them. What the writer did not know has its default. The writer's schema
 * must be readable as the topic's.
 */
final class EventReader {
    private final List<Step> steps;
    private final ByteBuffer[] defaults;

    private EventReader(List<Step> steps, ByteBuffer[] defaults) {
        this.steps = steps;
        this.defaults = defaults;
    }

    static EventReader of(Schema writer, Topic topic) {
        List<Schema.Field> fields = topic.schema().getFields();
        ByteBuffer[] defaults = new ByteBuffer[fields.size()];
        Map<String, Schema.Field> fieldsByWritersName = new HashMap<>();
        for (Schema.Field field : fields) {
            Schema.Field written = SchemaCompatibility.lookupWriterField(writer, field);
            if (written == null) {
                defaults[field.pos()] = defaultOf(field);
            } else {
                fieldsByWritersName.put(written.name(), field);
            }
        }
        return new EventReader(
                writer.getFields().stream()
                        .map(written -> step(written.schema(), fieldsByWritersName.get(written.name())))
                        .toList(),
                defaults);
    }

    /**
     * Reads an event.
     *
     * @param start where in the bytes the event begins; it ends with them
     * @throws IOException if the bytes are not what the writer's schema says
     * @throws Violation if they are, but a field has a value that the table cannot hold
     */
    Cells read(byte[] bytes, int start) throws IOException, Violation {
        PayloadDecoder payload = new PayloadDecoder(bytes, start);
        ByteBuffer[] cells = defaults.clone();
        Violation violation = null;
        for (Step step : steps) {
            try {
                step.read(payload, cells);
            } catch (Violation e) { // of no interest if the rest turns out to be no event at all
                violation = violation == null ? e : violation;
            }
        }
        if (payload.remaining() > 0) {
            throw new IOException("%d bytes follow after the event".formatted(payload.remaining()));
        }
        if (violation != null) {
            throw violation;
        }
        return new Cells(cells);
    }

    /** @param field what the written value is for; null if nobody wants it */
    private static Step step(Schema written, Schema.Field field) {
        if (field == null) {
            return new Skip(written);
        }
        return switch (written.getType()) {
            case UNION ->
                new Branches(written.getTypes().stream()
                        .map(branch -> step(branch, field))
                        .toList());
            case NULL -> new Skip(written);
            default -> new Fill(field.pos(), field.name(), ColumnBinding.of(field.schema()), written.getType());
        };
    }

    private static ByteBuffer defaultOf(Schema.Field field) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<>(field.schema()).write(GenericData.get().getDefaultValue(field), encoder);
            ByteBuffer[] cells = new ByteBuffer[field.pos() + 1];
            step(field.schema(), field).read(new PayloadDecoder(bytes.toByteArray(), 0), cells);
            return cells[field.pos()];
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: bytes in memory", e);
        } catch (Violation e) {
            throw new IllegalStateException("The contract's own default does not fit its table", e);
        }
    }

    private sealed interface Step {
        void read(PayloadDecoder in, ByteBuffer[] cells) throws IOException, Violation;
    }

    private record Fill(int place, String field, ColumnBinding binding, Schema.Type written) implements Step {
        @Override
        public void read(PayloadDecoder in, ByteBuffer[] cells) throws IOException, Violation {
            cells[place] = binding.read(in, written, field);
        }
    }

    private record Branches(List<Step> steps) implements Step {
        @Override
        public void read(PayloadDecoder in, ByteBuffer[] cells) throws IOException, Violation {
            in.branch(steps).read(in, cells);
        }
    }

    private record Skip(Schema written) implements Step {
        @Override
        public void read(PayloadDecoder in, ByteBuffer[] cells) throws IOException {
            in.skip(written);
        }
    }
}
