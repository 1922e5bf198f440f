package io.tickstream.ingest.publish;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.tickstream.contract.Topic;
import io.tickstream.ingest.Deadline;
import io.tickstream.service.kafka.KafkaFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.reactive.messaging.Channel;

/** Kafka. One channel, and so one producer, serves all topics. */
@ApplicationScoped
class KafkaBroker implements Broker {
    static final String CHANNEL = "records";

    private final KafkaClientService clients;

    /**
     * @param emitter without one there were no channel, and so no producer
     */
    KafkaBroker(@Channel(CHANNEL) MutinyEmitter<byte[]> emitter, KafkaClientService clients) {
        this.clients = clients;
    }

    // A producer that knows no metadata blocks at every single record for max.block.ms, on the one thread that sends:
    // a thousand records would hold up the ticks for half an hour. So its metadata is asked for once, beforehand.
    @Override
    public void reach(Set<Topic> topics, Deadline deadline) throws PublishFailed {
        KafkaProducer<String, byte[]> producer = clients.getProducer(CHANNEL);
        for (Topic topic : topics) {
            try {
                producer.partitionsFor(topic.topicName()).await().atMost(Deadline.positive(deadline.remaining()));
            } catch (KafkaException | TimeoutException e) {
                throw new PublishFailed(
                        "Kafka did not give the partitions of %s (%s); %s"
                                .formatted(topic.topicName(), KafkaFailure.reason(e), remedy(e)),
                        e);
            }
        }
    }

    /** What an operator looks at, by what the client says. */
    static String remedy(Throwable failure) {
        return KafkaFailure.remedy(
                failure, "Write and Describe", "is the broker up, kafka.bootstrap.servers right and the topic there?");
    }

    // by the producer itself, in one go on its thread: a thousand messages through the channel take longer than all
    // that
    // is done to their records before and after
    @Override
    public List<CompletableFuture<Void>> send(List<Parcel> parcels) {
        List<CompletableFuture<Void>> acknowledgements = Stream.generate(() -> new CompletableFuture<Void>())
                .limit(parcels.size())
                .toList();
        KafkaProducer<String, byte[]> producer = clients.getProducer(CHANNEL);
        producer.runOnSendingThread(client -> {
                    for (int i = 0; i < parcels.size(); i++) {
                        send(client, parcels.get(i), acknowledgements.get(i));
                    }
                })
                .subscribe()
                .with(sent -> {}, failure -> acknowledgements.forEach(all -> all.completeExceptionally(failure)));
        return acknowledgements;
    }

    private static void send(Producer<String, byte[]> client, Parcel parcel, CompletableFuture<Void> acknowledgement) {
        if (acknowledgement.isDone()) {
            return; // nobody waits for it any more
        }
        try {
            Future<RecordMetadata> unused = client.send(
                    new ProducerRecord<>(parcel.topic().topicName(), parcel.key(), parcel.value()),
                    (metadata, failure) -> {
                        if (failure == null) {
                            acknowledgement.complete(null);
                        } else {
                            acknowledgement.completeExceptionally(failure);
                        }
                    });
        } catch (KafkaException e) {
            acknowledgement.completeExceptionally(e);
        }
    }
}
