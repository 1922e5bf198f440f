package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/** What Avro allows a writer's schema to differ in. */
class EventReaderTest {
    private static final Topic TOPIC = Topic.COMPANIES_CREATED;

    @Test
    void numbers_are_promoted() throws Exception {
        Schema writer = with("\"name\":\"source_id\",\"type\":\"int\"", "source_id");
        writer = changed(writer, "\"name\":\"revenue\",\"type\":\"float\"", "revenue");
        writer = changed(writer, "\"name\":\"valuation\",\"type\":\"int\"", "valuation");
        writer = changed(writer, "\"name\":\"investment_received\",\"type\":\"long\"", "investment_received");
        GenericRecord event = Events.company(writer)
                .set("source_id", 7)
                .set("revenue", 0.5f)
                .set("valuation", -3)
                .set("investment_received", 1L << 40)
                .build();
        assertThat(value(writer, event, "source_id")).isEqualTo(7L);
        assertThat(value(writer, event, "revenue")).isEqualTo(0.5);
        assertThat(value(writer, event, "valuation")).isEqualTo(-3.0);
        assertThat(value(writer, event, "investment_received")).isEqualTo((double) (1L << 40));
    }

    @Test
    void bytes_are_read_as_text() throws Exception {
        Schema writer = with("\"name\":\"country\",\"type\":\"bytes\"", "country");
        GenericRecord event = Events.company(writer)
                .set("country", ByteBuffer.wrap(new byte[] {'P', 'e', 'r', 'u'}))
                .build();
        assertThat(value(writer, event, "country")).isEqualTo("Peru");
    }

    @Test
    void a_union_may_have_other_branches_in_another_order() throws Exception {
        Schema writer = with("\"name\":\"source_id\",\"type\":[\"int\",\"null\",\"long\"],\"default\":0", "source_id");
        assertThat(value(writer, Events.company(writer).set("source_id", 5).build(), "source_id"))
                .isEqualTo(5L);
        assertThat(value(
                        writer,
                        Events.company(writer).set("source_id", 1L << 40).build(),
                        "source_id"))
                .isEqualTo(1L << 40);
        assertThat(value(writer, Events.company(writer).set("source_id", null).build(), "source_id"))
                .isNull();
    }

    @Test
    void fields_may_stand_in_another_order() throws Exception {
        List<Schema.Field> fields = new ArrayList<>();
        TOPIC.schema().getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        Collections.reverse(fields);
        Schema writer = Schema.createRecord(
                TOPIC.schema().getName(), null, TOPIC.schema().getNamespace(), false, fields);
        assertThat(value(writer, Events.company(writer).build(), "name")).isEqualTo("Café");
        assertThat(value(writer, Events.company(writer).build(), "id")).isEqualTo(Events.COMPANY);
    }

    @Test
    void a_field_that_the_writer_does_not_know_has_its_default() throws Exception {
        Schema writer = Events.changed(TOPIC.schema(), "email");
        assertThat(value(writer, Events.company(writer).build(), "email")).isNull();
    }

    private static Schema with(String field, String replaced) {
        return changed(TOPIC.schema(), field, replaced);
    }

    private static Schema changed(Schema schema, String field, String replaced) {
        return Events.changed(schema, replaced, "{" + field + "}");
    }

    private static Object value(Schema writer, GenericRecord event, String column) throws Exception {
        Cells cells = EventReader.of(writer, TOPIC).read(Events.encode(event), 0);
        EventSchema schema = EventSchema.of(TOPIC);
        return Values.of(schema.columns(), cells.values())[schema.columns().fieldIndex(column)];
    }
}
