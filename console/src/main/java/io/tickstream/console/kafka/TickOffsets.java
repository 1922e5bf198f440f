package io.tickstream.console.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.cache.CacheResult;
import io.tickstream.console.answer.Asked.Range;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.ledger.Tick.Offsets;
import io.tickstream.contract.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;

/** Finds a tick's records in Kafka: by their key in the key's partition, from the time of the tick on. */
@ApplicationScoped
public class TickOffsets {
    /** No more records than this are looked at, whoever else fills the topic. */
    private static final int MOST = 10_000;

    private static final Duration POLL = Duration.ofMillis(200);

    private final Broker broker;

    TickOffsets(Broker broker) {
        this.broker = broker;
    }

    /**
     * Where the tick's records stand; empty if Kafka has none of them any more.
     *
     * @param range of the records' time stamps
     */
    @CacheResult(cacheName = "tick-path")
    public List<Offsets> of(UUID tick, Range range) throws ServerAway {
        byte[] key = tick.toString().getBytes(UTF_8);
        List<Offsets> found = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            broker.read(consumer -> find(consumer, topic, key, range)).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<Offsets> find(
            KafkaConsumer<byte[], byte[]> consumer, Topic topic, byte[] key, Range range) {
        int partitions = consumer.partitionsFor(topic.topicName()).size();
        if (partitions == 0) {
            return Optional.empty();
        }
        TopicPartition partition =
                new TopicPartition(topic.topicName(), BuiltInPartitioner.partitionForKey(key, partitions));
        consumer.assign(List.of(partition));
        OffsetAndTimestamp begin = consumer.offsetsForTimes(
                        Map.of(partition, range.from().toEpochMilli()))
                .get(partition);
        if (begin == null) {
            return Optional.empty();
        }
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        consumer.seek(partition, begin.offset());
        long first = -1;
        long last = -1;
        int records = 0;
        int looked = 0;
        int empty = 0;
        boolean over = false;
        while (!over && consumer.position(partition) < end && looked < MOST && empty < 5) {
            List<ConsumerRecord<byte[], byte[]>> polled = consumer.poll(POLL).records(partition);
            empty = polled.isEmpty() ? empty + 1 : 0;
            looked += polled.size();
            for (ConsumerRecord<byte[], byte[]> each : polled) {
                over |= each.timestamp() > range.to().toEpochMilli();
                if (Arrays.equals(each.key(), key)) {
                    first = first < 0 ? each.offset() : first;
                    last = each.offset();
                    records++;
                }
            }
        }
        return records == 0
                ? Optional.empty()
                : Optional.of(new Offsets(topic.topicName(), partition.partition(), first, last, records));
    }
}
