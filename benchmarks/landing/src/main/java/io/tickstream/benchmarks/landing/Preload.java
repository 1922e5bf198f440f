package io.tickstream.benchmarks.landing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickstream.benchmarks.landing.client.Companies;
import io.tickstream.benchmarks.landing.client.Company;
import io.tickstream.benchmarks.landing.client.Surroundings;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.contract.avro.CompanyEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts the companies on Kafka: as the function publishes them, and as JSON for those who read that. */
final class Preload {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String kafka;
    private final int schemaId;

    private Preload(String kafka, int schemaId) {
        this.kafka = kafka;
        this.schemaId = schemaId;
    }

    /**
     * Writes the companies to both topics.
     *
     * @param registry base of the registry's Confluent API
     * @return the bytes of all values in Avro
     */
    static long write(String kafka, URI registry, Companies companies, int records)
            throws IOException, InterruptedException, ExecutionException {
        Preload preload = new Preload(kafka, schemaId(registry));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.createTopics(List.of(new NewTopic(
                            Surroundings.JSON_TOPIC, Topic.COMPANIES_CREATED.localPartitions(), (short) 1)))
                    .all()
                    .get();
        }
        return preload.write(companies, records);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback learns of a failure
    private long write(Companies companies, int records) {
        AtomicReference<Exception> failed = new AtomicReference<>();
        long[] bytes = new long[1];
        try (Producer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "linger.ms", 20, "batch.size", 256 * 1024),
                new StringSerializer(),
                new ByteArraySerializer())) {
            companies.first(records).forEach(company -> {
                byte[] avro = avro(company);
                bytes[0] += avro.length;
                String key = company.tickId().toString();
                producer.send(
                        new ProducerRecord<>(Topic.COMPANIES_CREATED.topicName(), key, avro),
                        (metadata, failure) -> failed.compareAndSet(null, failure));
                producer.send(
                        new ProducerRecord<>(Surroundings.JSON_TOPIC, key, json(company)),
                        (metadata, failure) -> failed.compareAndSet(null, failure));
            });
        }
        if (failed.get() != null) {
            throw new IllegalStateException("The records could not be put on Kafka", failed.get());
        }
        return bytes[0];
    }

    private byte[] avro(Company company) {
        CompanyEvent event = company.event();
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new SpecificDatumWriter<CompanyEvent>(event.getSchema(), event.getSpecificData()).write(event, encoder);
            encoder.flush();
            return WireFormat.frame(schemaId, bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: an array of bytes is written", e);
        }
    }

    private static byte[] json(Company company) {
        ObjectNode json = JSON.createObjectNode();
        Object[] values = company.values();
        for (int i = 0; i < values.length; i++) {
            String column = Company.COLUMNS.get(i);
            if (values[i] instanceof Long || values[i] instanceof Integer || values[i] instanceof Double) {
                json.putPOJO(column, values[i]);
            } else {
                json.put(column, String.valueOf(values[i])); // ISO-8601 for times and days
            }
        }
        try {
            return JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot happen: a tree is written", e);
        }
    }

    private static int schemaId(URI registry) throws IOException, InterruptedException {
        URI subject = URI.create(registry + "/subjects/" + Topic.COMPANIES_CREATED.subject());
        String body = JSON.writeValueAsString(
                Map.of("schema", Topic.COMPANIES_CREATED.schema().toString()));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(subject)
                                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("The registry answers %d to %s".formatted(answer.statusCode(), subject));
        }
        return JSON.readTree(answer.body()).path("id").intValue();
    }
}
