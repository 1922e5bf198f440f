package io.tickstream.console.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.cache.CacheResult;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.schemas.Registry;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads a partition's newest records and decodes them. */
@ApplicationScoped
class Messages {
    /** Of one record's bytes and of its key. */
    private static final int SHOWN_BYTES = 512;

    private static final int SHOWN_KEY = 200;
    private static final Duration POLL = Duration.ofMillis(200);

    /** One after the other: a broker that answers has records, or their places, in the first. */
    private static final int MOST_EMPTY_POLLS = 5;

    private final Broker broker;
    private final Registry registry;

    Messages(Broker broker, Registry registry) {
        this.broker = broker;
        this.registry = registry;
    }

    /**
     * A record.
     *
     * @param key as text, or in hexadecimal where it is none; null if it has none
     * @param schemaId null if its value is not framed
     * @param bytes of the value
     * @param value decoded; null if that failed
     * @param error why it failed; null if it did not
     * @param raw the first 512 bytes of the value, in hexadecimal
     */
    record Message(
            int partition,
            long offset,
            Instant timestamp,
            String key,
            Integer schemaId,
            int bytes,
            Object value,
            String error,
            String raw) {}

    /**
     * The newest records before an offset, newest first.
     *
     * @param before an offset; beyond the end for the newest of all
     */
    @CacheResult(cacheName = "messages")
    List<Message> newest(Topic topic, int partition, int limit, long before) throws ServerAway {
        TopicPartition name = new TopicPartition(topic.topicName(), partition);
        List<ConsumerRecord<byte[], byte[]>> records = broker.read(consumer -> read(consumer, name, limit, before));
        List<Message> messages = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> each : records) {
            messages.add(0, message(each));
        }
        return messages;
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, int limit, long before) {
        List<TopicPartition> one = List.of(partition);
        consumer.assign(one);
        long first = consumer.beginningOffsets(one).get(partition);
        long last = consumer.endOffsets(one).get(partition);
        long end = Math.min(before, last);
        Deque<ConsumerRecord<byte[], byte[]>> newest = new ArrayDeque<>();
        long to = end;
        // offsets have gaps, of markers of transactions, hence further back until there are enough
        while (newest.size() < limit && to > first) {
            long from = Math.max(first, to - limit);
            List<ConsumerRecord<byte[], byte[]>> read = between(consumer, partition, from, to);
            for (int i = read.size() - 1; i >= 0 && newest.size() < limit; i--) {
                newest.addFirst(read.get(i));
            }
            to = from;
        }
        return List.copyOf(newest);
    }

    private static List<ConsumerRecord<byte[], byte[]>> between(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long to) {
        consumer.seek(partition, from);
        List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        int empty = 0;
        while (consumer.position(partition) < to) {
            if (empty == MOST_EMPTY_POLLS) {
                throw new TimeoutException("%s: nothing came from offset %d on for %d ms"
                        .formatted(partition, consumer.position(partition), MOST_EMPTY_POLLS * POLL.toMillis()));
            }
            List<ConsumerRecord<byte[], byte[]>> polled = consumer.poll(POLL).records(partition);
            empty = polled.isEmpty() ? empty + 1 : 0;
            read.addAll(polled);
        }
        return read.stream().filter(each -> each.offset() < to).toList();
    }

    private Message message(ConsumerRecord<byte[], byte[]> each) {
        byte[] value = each.value();
        Integer schemaId = null;
        Object decoded = null;
        String error = null;
        try {
            WireFormat.Framed framed = WireFormat.unframe(value);
            schemaId = framed.schemaId();
            Optional<Schema> schema = registry.schema(schemaId);
            if (schema.isPresent()) {
                decoded = decode(schema.get(), framed.payload());
            } else {
                error = "The registry knows no schema %d".formatted(schemaId);
            }
        } catch (ServerAway e) {
            error = "The registry is away: %s".formatted(e.getMessage());
        } catch (WireFormat.NotFramed e) {
            error = e.getMessage();
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            error = "The bytes do not fit schema %d: %s".formatted(schemaId, e);
        }
        return new Message(
                each.partition(),
                each.offset(),
                Instant.ofEpochMilli(each.timestamp()),
                key(each.key()),
                schemaId,
                value == null ? 0 : value.length,
                decoded,
                error,
                value == null
                        ? ""
                        : HexFormat.of().formatHex(Arrays.copyOf(value, Math.min(value.length, SHOWN_BYTES))));
    }

    private static Object decode(Schema schema, ByteBuffer payload) throws IOException {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        Object read =
                new GenericDatumReader<>(schema).read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        return AvroJson.of(schema, read);
    }

    private static String key(byte[] key) {
        if (key == null) {
            return null;
        }
        byte[] shown = Arrays.copyOf(key, Math.min(key.length, SHOWN_KEY));
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(shown)).toString();
        } catch (CharacterCodingException e) {
            return HexFormat.of().formatHex(shown);
        }
    }
}
