package io.tickstream.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.contract.avro.CompanyEvent;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What the function is measured against: the least code that makes the same records of the same JSON. No HTTP, no
 * checks, no receipts, no deadlines. A process of its own, with the function's flags, that is told by its standard input
 * how many ticks to make of which file, and answers with the nanoseconds that each took.
 */
final class BareLoop {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String[] SECTORS = {"Agriculture", "Finance", "Healthcare", "Retail", "Technology"};

    private final KafkaProducer<String, byte[]> producer;
    private final int schemaId;
    private final SpecificDatumWriter<CompanyEvent> writer = new SpecificDatumWriter<>(CompanyEvent.class);
    private BinaryEncoder encoder;

    private BareLoop(KafkaProducer<String, byte[]> producer, int schemaId) {
        this.producer = producer;
        this.schemaId = schemaId;
    }

    /** Takes the bootstrap servers and the schema's id. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", arguments[0],
                "acks", "all",
                "enable.idempotence", "true",
                "linger.ms", "5",
                "batch.size", "65536");
        try (KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
                BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            BareLoop loop = new BareLoop(producer, Integer.parseInt(arguments[1]));
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                String[] words = command.split(" ", 2);
                byte[] json = Files.readAllBytes(Path.of(words[1]));
                List<Long> took = new ArrayList<>();
                for (int tick = Integer.parseInt(words[0]); tick > 0; tick--) {
                    long started = System.nanoTime();
                    loop.tick(json);
                    took.add(System.nanoTime() - started);
                }
                System.out.println(took.stream().map(String::valueOf).collect(Collectors.joining(" ")));
            }
        }
    }

    private void tick(byte[] json) throws IOException, InterruptedException, ExecutionException {
        UUID tick = UUID.randomUUID();
        Instant slot = Instant.now();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        int index = 0;
        for (JsonNode company : JSON.readTree(json).get("data")) {
            byte[] value = WireFormat.frame(schemaId, encoded(event(tick, slot, index++, company)));
            sent.add(producer.send(new ProducerRecord<>(Topic.COMPANIES_CREATED.topicName(), tick.toString(), value)));
        }
        for (Future<RecordMetadata> record : sent) {
            record.get();
        }
    }

    private static CompanyEvent event(UUID tick, Instant slot, int index, JsonNode company) {
        CompanyEvent event = new CompanyEvent();
        event.setTickId(tick);
        event.setId(Identity.company(tick, index));
        event.setTimestampColumn(slot);
        event.setSourceId(company.get("id").asLong());
        event.setName(company.get("name").asText());
        event.setEmail(company.get("email").asText());
        event.setVat(company.get("vat").asText());
        event.setPhone(company.get("phone").asText());
        event.setCountry(company.get("country").asText());
        event.setAddresses(company.get("addresses").toString());
        event.setWebsite(company.get("website").asText());
        event.setImage(company.get("image").asText());
        event.setContact(company.get("contact").toString());
        event.setRevenue(10_000 + index);
        event.setNumberOfEmployees(1 + index);
        event.setSector(SECTORS[index % SECTORS.length]);
        event.setFoundedDate(LocalDate.ofEpochDay(index));
        event.setValuation(1_000_000 + index);
        event.setInvestmentReceived(100_000 + index);
        return event;
    }

    private byte[] encoded(CompanyEvent event) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
        writer.write(event, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
