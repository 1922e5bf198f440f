package io.tickstream.ingest.publish;

import io.smallrye.mutiny.TimeoutException;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.tickstream.contract.Topic;
import io.tickstream.ingest.Deadline;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Kafka. One channel, and so one producer, serves all topics; each record names its own. */
@ApplicationScoped
class KafkaBroker implements Broker {
    static final String CHANNEL = "records";

    /** More than a tick's companies, its rejections and what a failed tick may have left on its way. */
    private static final int BUFFERED = 4096;

    private final MutinyEmitter<byte[]> emitter;
    private final KafkaClientService clients;

    KafkaBroker(
            @Channel(CHANNEL) @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = BUFFERED)
                    MutinyEmitter<byte[]> emitter,
            KafkaClientService clients) {
        this.emitter = emitter;
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
                        "Kafka did not give the partitions of %s (%s); is the broker up, kafka.bootstrap.servers right and the topic there?"
                                .formatted(topic.topicName(), e.getMessage()),
                        e);
            }
        }
    }

    @Override
    public CompletionStage<Void> send(Parcel parcel) {
        OutgoingKafkaRecordMetadata<String> address = OutgoingKafkaRecordMetadata.<String>builder()
                .withTopic(parcel.topic().topicName())
                .withKey(parcel.key())
                .build();
        return emitter.sendMessage(Message.of(parcel.value(), Metadata.of(address)))
                .subscribeAsCompletionStage();
    }
}
