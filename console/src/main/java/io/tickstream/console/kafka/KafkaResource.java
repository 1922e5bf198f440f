package io.tickstream.console.kafka;

import io.smallrye.common.annotation.Blocking;
import io.tickstream.console.answer.Asked;
import io.tickstream.console.answer.BadParameter;
import io.tickstream.console.answer.Gathering;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.answer.Trouble;
import io.tickstream.console.spark.Job;
import io.tickstream.contract.Topic;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Kafka's topics and what lies in ours. */
@Path("/api/kafka")
@Blocking
@Tag(name = "Kafka")
class KafkaResource {
    private final Topics topics;
    private final Messages messages;
    private final Job job;
    private final ManagedExecutor executor;

    KafkaResource(Topics topics, Messages messages, Job job, ManagedExecutor executor) {
        this.topics = topics;
        this.messages = messages;
        this.job = job;
        this.executor = executor;
    }

    /**
     * The broker and its topics.
     *
     * @param notLanded records that the landing job has still to land; null if it is away
     */
    record Kafka(
            List<Topics.BrokerNode> brokers, List<Topics.TopicView> topics, Long notLanded, List<Trouble> problems) {}

    record Read(List<Messages.Message> messages, List<Trouble> problems) {}

    @GET
    @Operation(summary = "Brokers, topics, partitions and offsets")
    public Kafka kafka() throws ServerAway {
        Gathering parts = new Gathering(executor);
        Supplier<Optional<Job.Figures>> figures = parts.read(job::figures);
        Topics.Reading reading = topics.read();
        return new Kafka(
                reading.brokers(),
                reading.topics(),
                figures.get().map(Job.Figures::offsetsBehind).orElse(null),
                parts.troubles());
    }

    @GET
    @Path("/{topic}/messages")
    @Operation(
            summary = "A partition's newest records, decoded",
            description = "topic: one of Tickstream's three. partition: by default 0. limit: 1 to 100, by default 20."
                    + " before: only records before this offset.")
    public Read messages(String topic, @RestQuery String partition, @RestQuery String limit, @RestQuery String before)
            throws ServerAway {
        Topic known = Topic.named(topic)
                .orElseThrow(() -> new BadParameter("topic must be one of %s"
                        .formatted(Arrays.stream(Topic.values())
                                .map(Topic::topicName)
                                .collect(Collectors.joining(", ")))));
        int partitions =
                topics.read().topic(topic).map(view -> view.partitions().size()).orElse(0);
        if (partitions == 0) {
            return new Read(List.of(), List.of()); // the first tick makes the topic
        }
        long end = Asked.number("before", before, Long.MAX_VALUE, 0, Long.MAX_VALUE);
        return new Read(
                messages.newest(
                        known,
                        Asked.number("partition", partition, 0, 0, partitions - 1),
                        Asked.number("limit", limit, 20, 1, 100),
                        end),
                List.of());
    }
}
