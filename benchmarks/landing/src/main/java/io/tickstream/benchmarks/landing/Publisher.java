package io.tickstream.benchmarks.landing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.benchmarks.landing.client.Company;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.contract.avro.TickReceipt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes as the function does: Avro with the registry's id, the tick as key. */
final class Publisher implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Producer<String, byte[]> producer;
    private final int companySchema;
    private final int receiptSchema;
    private final AtomicReference<Exception> failed = new AtomicReference<>();

    /** @param lingerMillis how long a batch may wait for more; 0 where the time counts, more where the rate does */
    Publisher(String kafka, URI registry, int lingerMillis) throws IOException, InterruptedException {
        companySchema = schemaId(registry, Topic.COMPANIES_CREATED);
        receiptSchema = schemaId(registry, Topic.TICKS);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "linger.ms", lingerMillis, "batch.size", 256 * 1024),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Sends a company; {@link #flush} learns whether it arrived. */
    int company(Company company) {
        return send(Topic.COMPANIES_CREATED, company.tickId(), frame(companySchema, company.event()));
    }

    /** Sends the receipt of a tick whose companies were all published. */
    void receipt(Company company, int companies) {
        TickReceipt receipt = new TickReceipt();
        receipt.setId(company.tickId());
        receipt.setSlot(company.timestamp());
        receipt.setSource("benchmark");
        receipt.setTrigger("schedule");
        receipt.setOutcome("delivered");
        receipt.setFetched(companies);
        receipt.setPublished(companies);
        receipt.setRejected(0);
        receipt.setSourceStatus(200);
        receipt.setStartedAt(company.timestamp());
        receipt.setFinishedAt(company.timestamp());
        receipt.setFetchMs(1);
        receipt.setPublishMs(1);
        receipt.setFunctionVersion("benchmark");
        send(Topic.TICKS, company.tickId(), frame(receiptSchema, receipt));
    }

    /** Sends bytes to any topic. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback learns of a failure
    void send(String topic, UUID key, byte[] value) {
        producer.send(
                new ProducerRecord<>(topic, key.toString(), value),
                (metadata, failure) -> failed.compareAndSet(null, failure));
    }

    /**
     * Waits until the broker has acknowledged everything.
     *
     * @throws IllegalStateException if it refuses a record
     */
    void flush() {
        producer.flush();
        if (failed.get() != null) {
            throw new IllegalStateException("The records could not be put on Kafka", failed.get());
        }
    }

    @Override
    public void close() {
        producer.close();
    }

    private int send(Topic topic, UUID tick, byte[] value) {
        send(topic.topicName(), tick, value);
        return value.length;
    }

    private static byte[] frame(int schemaId, SpecificRecordBase event) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new SpecificDatumWriter<SpecificRecordBase>(event.getSchema(), event.getSpecificData())
                    .write(event, encoder);
            encoder.flush();
            return WireFormat.frame(schemaId, bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: an array of bytes is written", e);
        }
    }

    private static int schemaId(URI registry, Topic topic) throws IOException, InterruptedException {
        URI subject = URI.create(registry + "/subjects/" + topic.subject());
        String body = JSON.writeValueAsString(Map.of("schema", topic.schema().toString()));
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
