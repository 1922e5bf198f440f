package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.server.Port;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes companies as other versions of the function would. */
final class Companies {
    static final long SLOT = 1_790_000_000_000L;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Companies() {}

    /** A company by a schema that may lack optional fields of ours, and have more. */
    static GenericRecordBuilder company(Schema schema, UUID tick, UUID id, String name) {
        GenericRecordBuilder company = new GenericRecordBuilder(schema)
                .set("tick_id", tick.toString())
                .set("id", id.toString())
                .set("timestamp_column", SLOT)
                .set("name", name)
                .set("country", "Chile")
                .set("revenue", 10_000.5)
                .set("number_of_employees", 42)
                .set("sector", "Retail")
                .set("founded_date", 7305)
                .set("valuation", 1e6)
                .set("investment_received", 1e5);
        if (schema.getField("image") != null) {
            company.set("image", "https://images.example/1.png");
        }
        return company;
    }

    /** Our schema with fewer fields or more. */
    static Schema variant(String without, Schema.Field... more) {
        Schema ours = Topic.COMPANIES_CREATED.schema();
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : ours.getFields()) {
            if (!field.name().equals(without)) {
                fields.add(new Schema.Field(field, field.schema()));
            }
        }
        fields.addAll(List.of(more));
        return Schema.createRecord(ours.getName(), ours.getDoc(), ours.getNamespace(), false, fields);
    }

    /** Registers a version under the topic's subject, as a deployment does, and returns its id. */
    static int register(RunningStack stack, Schema schema) throws IOException, InterruptedException {
        return register(stack, Topic.COMPANIES_CREATED.subject(), schema);
    }

    static int register(RunningStack stack, String subject, Schema schema) throws IOException, InterruptedException {
        String answer = Http.post(
                stack,
                Port.REGISTRY,
                "/apis/ccompat/v7/subjects/" + subject + "/versions",
                JSON.writeValueAsString(Map.of("schema", schema.toString())));
        return JSON.readTree(answer).path("id").asInt();
    }

    static byte[] framed(int schemaId, GenericRecord company) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(company.getSchema()).write(company, encoder);
        return WireFormat.frame(schemaId, bytes.toByteArray());
    }

    /** Sends the values one after the other under the tick's key. */
    static List<RecordMetadata> send(RunningStack stack, UUID tick, List<byte[]> values)
            throws InterruptedException, ExecutionException {
        return send(stack, values.stream().map(value -> record(tick, value)).toList());
    }

    static ProducerRecord<byte[], byte[]> record(UUID tick, byte[] value) {
        return new ProducerRecord<>(
                Topic.COMPANIES_CREATED.topicName(), tick.toString().getBytes(UTF_8), value);
    }

    /** Sends the records and waits until the broker has them. */
    static List<RecordMetadata> send(RunningStack stack, List<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException, ExecutionException {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.address(Port.KAFKA),
                        ProducerConfig.LINGER_MS_CONFIG,
                        100),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (ProducerRecord<byte[], byte[]> record : records) {
                sent.add(producer.send(record));
            }
            List<RecordMetadata> metadata = new ArrayList<>();
            for (Future<RecordMetadata> each : sent) {
                metadata.add(each.get());
            }
            return metadata;
        }
    }
}
