package io.tickstream.endtoend.faults.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.localstack.companyapi.CanonicalCompany;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads all three topics from their beginning to their end, each event with the schema that it was written with. */
final class BrokerReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NOT_FOUND = 404;

    private final Scope scope;
    private final String broker;
    private final URI registry;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Integer, Optional<Schema>> schemas = new HashMap<>();

    private final Map<UUID, Facts> first = new HashMap<>();
    private final Map<Letter.Place, UUID> companies = new HashMap<>();
    private final Map<Letter.Place, Optional<UUID>> undecodable = new HashMap<>();
    private final List<Receipt> receipts = new ArrayList<>();

    BrokerReader(Scope scope, String broker, URI registry) {
        this.scope = scope;
        this.broker = broker;
        this.registry = registry;
    }

    Evidence.Broker read() throws IOException, InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5000,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        8 << 20),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = Arrays.stream(Topic.values())
                    .flatMap(topic -> consumer.partitionsFor(topic.topicName(), PATIENCE).stream())
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
                    read(each);
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException("Kafka at %s gave no record for %d s before the end of its topics"
                            .formatted(broker, PATIENCE.toSeconds()));
                }
            }
        }
        return new Evidence.Broker(first, companies, undecodable, receipts);
    }

    private void read(ConsumerRecord<byte[], byte[]> message) throws IOException, InterruptedException {
        if (scope.only().isPresent()
                && tick(message.key()).filter(scope::includes).isEmpty()) {
            return; // every record of a tick's has its id for a key
        }
        Letter.Place place = new Letter.Place(message.topic(), message.partition(), message.offset());
        Topic topic = Topic.named(message.topic()).orElseThrow();
        try {
            GenericRecord event = decode(topic, message.value());
            switch (topic) {
                case COMPANIES_CREATED -> {
                    Facts facts = facts(event);
                    companies.put(place, facts.id());
                    first.putIfAbsent(facts.id(), facts); // a tick's records are in one partition, in order
                }
                case TICKS -> receipts.add(receipt(event, message));
                case COMPANIES_REJECTED -> {} // their table tells as much
            }
        } catch (Undecodable e) {
            undecodable.put(place, tick(message.key()));
        }
    }

    private static final class Undecodable extends Exception {
        private static final long serialVersionUID = 1;

        Undecodable(Throwable cause) {
            super(cause);
        }
    }

    private GenericRecord decode(Topic topic, byte[] value) throws Undecodable, InterruptedException, IOException {
        WireFormat.Framed framed;
        try {
            framed = WireFormat.unframe(value);
        } catch (WireFormat.NotFramed e) {
            throw new Undecodable(e);
        }
        Optional<Schema> schema = schema(framed.schemaId());
        if (schema.isEmpty()) {
            throw new Undecodable(null);
        }
        ByteBuffer payload = framed.payload();
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        try {
            // without conversions: dates and times stay numbers
            return new GenericDatumReader<GenericRecord>(schema.get(), topic.schema(), new GenericData())
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            throw new Undecodable(e);
        }
    }

    private Optional<Schema> schema(int id) throws IOException, InterruptedException {
        Optional<Schema> known = schemas.get(id);
        if (known == null) {
            known = fetchedSchema(id);
            schemas.put(id, known);
        }
        return known;
    }

    private Optional<Schema> fetchedSchema(int id) throws IOException, InterruptedException {
        URI url = URI.create(registry + "/schemas/ids/" + Integer.toUnsignedString(id));
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(url).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        if (response.statusCode() / 100 != 2) {
            throw new IOException("%s answered %d".formatted(url, response.statusCode()));
        }
        return Optional.of(new Schema.Parser()
                .parse(JSON.readTree(response.body()).path("schema").asText()));
    }

    private static Facts facts(GenericRecord event) throws Undecodable {
        try {
            CanonicalCompany company = new CanonicalCompany(
                    (Long) event.get("source_id"),
                    text(event, "name"),
                    text(event, "email"),
                    text(event, "vat"),
                    text(event, "phone"),
                    text(event, "country"),
                    text(event, "addresses"),
                    text(event, "website"),
                    text(event, "image"),
                    text(event, "contact"));
            return new Facts(
                    UUID.fromString(text(event, "tick_id")),
                    UUID.fromString(text(event, "id")),
                    Instant.ofEpochMilli((Long) event.get("timestamp_column")),
                    TableReader.hash(company),
                    company.country(),
                    new Figures(
                            (Double) event.get("revenue"),
                            (Integer) event.get("number_of_employees"),
                            text(event, "sector"),
                            (Integer) event.get("founded_date"),
                            (Double) event.get("valuation"),
                            (Double) event.get("investment_received")));
        } catch (IllegalArgumentException noUuid) {
            throw new Undecodable(noUuid);
        }
    }

    private static Receipt receipt(GenericRecord event, ConsumerRecord<byte[], byte[]> message) {
        String outcome = text(event, "outcome");
        int published = (Integer) event.get("published");
        int rejected = (Integer) event.get("rejected");
        return new Receipt(
                UUID.fromString(text(event, "id")),
                Instant.ofEpochMilli((Long) event.get("slot")),
                outcome,
                (Integer) event.get("fetched"),
                published,
                rejected,
                Receipt.writtenAt(
                        outcome,
                        published + rejected,
                        (Long) event.get("finished_at"),
                        message.timestamp(),
                        message.offset()));
    }

    private static String text(GenericRecord event, String field) {
        Object value = event.get(field);
        return value == null ? null : value.toString();
    }

    private static Optional<UUID> tick(byte[] key) {
        try {
            return key == null ? Optional.empty() : Optional.of(UUID.fromString(new String(key, UTF_8)));
        } catch (IllegalArgumentException noTick) {
            return Optional.empty();
        }
    }
}
