package io.tickstream.console.kafka;

import static java.util.Comparator.comparing;

import io.quarkus.cache.CacheResult;
import io.tickstream.console.answer.Rates;
import io.tickstream.console.answer.ServerAway;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** The broker's topics with their offsets, one reading for all who look. */
@ApplicationScoped
public class Topics {
    private final Broker broker;
    private final Rates rates;

    Topics(Broker broker, Rates rates) {
        this.broker = broker;
        this.rates = rates;
    }

    /** One broker as clients reach it. */
    public record BrokerNode(int id, String host, int port) {}

    /**
     * A partition.
     *
     * @param leader the broker that serves it; null while there is none
     * @param inSync the brokers that have all of it
     * @param beginning the oldest record's offset
     * @param end the next record's offset
     */
    public record Partition(int partition, Integer leader, List<Integer> inSync, long beginning, long end) {}

    /**
     * A topic.
     *
     * @param records between its beginnings and ends; those that a compaction took away included
     * @param ratePerMinute records a minute, over the last minute in which somebody looked; null before two looks
     */
    public record TopicView(String name, List<Partition> partitions, long records, Double ratePerMinute) {}

    /** What the broker told. */
    public record Reading(List<BrokerNode> brokers, List<TopicView> topics) {
        /** The topic of this name. */
        public Optional<TopicView> topic(String name) {
            return topics.stream().filter(topic -> topic.name().equals(name)).findFirst();
        }
    }

    /** Topics by name, internal ones left out. */
    @CacheResult(cacheName = "kafka")
    public Reading read() throws ServerAway {
        Collection<Node> nodes = broker.ask(admin -> admin.describeCluster().nodes());
        Set<String> names = broker.ask(admin -> admin.listTopics().names());
        Map<String, TopicDescription> described =
                broker.ask(admin -> admin.describeTopics(names).allTopicNames());
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        described.values().forEach(topic -> topic.partitions().forEach(partition -> {
            TopicPartition name = new TopicPartition(topic.name(), partition.partition());
            first.put(name, OffsetSpec.earliest());
            last.put(name, OffsetSpec.latest());
        }));
        Map<TopicPartition, ListOffsetsResultInfo> beginnings =
                broker.ask(admin -> admin.listOffsets(first).all());
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                broker.ask(admin -> admin.listOffsets(last).all());
        return new Reading(
                nodes.stream()
                        .map(node -> new BrokerNode(node.id(), node.host(), node.port()))
                        .toList(),
                described.values().stream()
                        .map(topic -> view(topic, beginnings, ends))
                        .sorted(comparing(TopicView::name))
                        .toList());
    }

    private TopicView view(
            TopicDescription topic,
            Map<TopicPartition, ListOffsetsResultInfo> beginnings,
            Map<TopicPartition, ListOffsetsResultInfo> ends) {
        List<Partition> partitions = topic.partitions().stream()
                .map(info -> {
                    TopicPartition name = new TopicPartition(topic.name(), info.partition());
                    return new Partition(
                            info.partition(),
                            info.leader() == null ? null : info.leader().id(),
                            info.isr().stream().map(Node::id).toList(),
                            beginnings.get(name).offset(),
                            ends.get(name).offset());
                })
                .toList();
        long written = partitions.stream().mapToLong(Partition::end).sum();
        long removed = partitions.stream().mapToLong(Partition::beginning).sum();
        return new TopicView(
                topic.name(), partitions, written - removed, rates.perMinute("topic " + topic.name(), written));
    }
}
