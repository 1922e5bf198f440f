package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.landing.Decoded.Undecodable;
import io.tickstream.landing.EventSchema.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts what cannot be decoded on the topic companies_rejected, from where it lands in the table rejected like every
 * other rejection. A task has its own and closes it; the producer starts with the first rejection, since most tasks
 * have none.
 */
final class Rejections implements AutoCloseable {
    /** As the contract says. */
    static final int MAX_PAYLOAD_BYTES = 512 * 1024;

    static final int MAX_CAUSE_LENGTH = 1000;

    private static final int DELIVERY_MILLIS = 60_000;
    private static final Topic TOPIC = Topic.COMPANIES_REJECTED;
    private static final EventReader READER = EventReader.of(TOPIC.schema(), TOPIC);

    private final Map<String, Object> producerSettings;
    private final int schemaId;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private Producer<byte[], byte[]> producer;

    /**
     * @param kafka settings of Kafka's clients; those that are none of a producer's are left out
     * @param schemaId the registry's id of the rejections' schema
     */
    Rejections(Map<String, String> kafka, int schemaId) {
        this.producerSettings = producerSettings(kafka);
        this.schemaId = schemaId;
    }

    /** Describes the record as a rejection: the same for each time that the record is read. */
    static GenericRecord rejection(KafkaRecord record, Undecodable undecodable) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        return new GenericRecordBuilder(TOPIC.schema())
                .set(
                        "id",
                        Identity.rejectionAtLanding(record.topic().topicName(), record.partition(), record.offset())
                                .toString())
                .set("at", EventSchema.nearest(record.timestamp()).toEpochMilli())
                .set("stage", "landing")
                .set("reason", undecodable.reason().code())
                .set("cause", atMost(MAX_CAUSE_LENGTH, undecodable.cause()))
                .set("tick_id", record.tick().map(UUID::toString).orElse(null))
                .set("kafka_topic", record.topic().topicName())
                .set("kafka_partition", record.partition())
                .set("kafka_offset", record.offset())
                .set("schema_id", undecodable.schemaId())
                .set("payload", ByteBuffer.wrap(Arrays.copyOf(value, Math.min(value.length, MAX_PAYLOAD_BYTES))))
                .set("payload_size", (long) value.length)
                .build();
    }

    /** The same as cells of the table rejected. */
    static Cells cells(KafkaRecord record, Undecodable undecodable) {
        try {
            return READER.read(encode(rejection(record, undecodable)), 0);
        } catch (IOException | Violation e) {
            throw new IllegalStateException("A rejection made by the job itself does not fit its table", e);
        }
    }

    /** Hands the rejection to the producer; {@link #flush} waits until the broker has it. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback learns of a failure
    void publish(KafkaRecord record, Undecodable undecodable) {
        if (producer == null) {
            producer = new KafkaProducer<>(producerSettings);
        }
        failIfRefused(); // each attempt may take a minute, and there may be many
        byte[] key = record.tick().map(tick -> tick.toString().getBytes(UTF_8)).orElse(null);
        byte[] value = WireFormat.frame(schemaId, encode(rejection(record, undecodable)));
        producer.send(new ProducerRecord<>(TOPIC.topicName(), key, value), (metadata, exception) -> {
            if (exception != null) {
                failure.compareAndSet(null, exception);
            }
        });
    }

    /**
     * Waits until the brokers have acknowledged every rejection.
     *
     * @throws IllegalStateException if they did not; the batch must then be read again
     */
    void flush() {
        if (producer == null) {
            return;
        }
        producer.flush();
        failIfRefused();
    }

    private void failIfRefused() {
        Exception exception = failure.get();
        if (exception != null) {
            throw new IllegalStateException(
                    "Cannot publish rejections to topic %s: %s. Check that the brokers run and that the job may write to it."
                            .formatted(TOPIC.topicName(), exception.getMessage()),
                    exception);
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO); // what flush has not confirmed will be read and rejected again
        }
    }

    static Map<String, Object> producerSettings(Map<String, String> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().retainAll(ProducerConfig.configNames());
        settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "tickstream-landing-rejections");
        settings.putIfAbsent(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.max(
                        DELIVERY_MILLIS,
                        millis(settings, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG)
                                + millis(settings, ProducerConfig.LINGER_MS_CONFIG))); // Kafka refuses less
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return settings;
    }

    /** A setting that a consumer may have as well, as text. */
    private static int millis(Map<String, Object> settings, String name) {
        Object value = settings.get(name);
        return value == null ? 0 : Integer.parseInt(value.toString().strip());
    }

    private static byte[] encode(GenericRecord rejection) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(TOPIC.schema()).write(rejection, encoder);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot encode a rejection into memory", e);
        }
    }

    private static String atMost(int length, String text) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }
}
