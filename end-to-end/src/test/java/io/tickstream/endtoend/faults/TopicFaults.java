package io.tickstream.endtoend.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** A topic has lost its oldest records, or is another one of the same name. */
final class TopicFaults {
    private static final Duration DRIVER_AIM = Duration.ofSeconds(60);
    private static final Duration MEANWHILE = Duration.ofSeconds(4);
    private static final Duration CREATION = Duration.ofSeconds(60);
    private static final Duration DRIVERS_END = Duration.ofMinutes(3);
    private static final Topic TOPIC = Topic.COMPANIES_CREATED;
    private static final ObjectMapper JSON = new ObjectMapper();

    private TopicFaults() {}

    static List<Fault> all() {
        return List.of(new Trimmed(), new AgedOut(), new Recreated());
    }

    private abstract static class OfTopic implements Fault {
        @Override
        public final Kind kind() {
            return Kind.TOPIC;
        }

        @Override
        public final Set<String> touches() {
            return Set.of("kafka", Operator.JOB);
        }

        @Override
        public final Duration aim() {
            return DRIVER_AIM;
        }

        @Override
        public final boolean mixes() {
            return false;
        }
    }

    /** Retention as it should be: it takes what has landed. */
    private static final class Trimmed extends OfTopic {
        @Override
        public String name() {
            return "topic-trimmed-after-landing";
        }

        @Override
        public String promise() {
            return "Records that Kafka deletes after they have landed are missed by nobody, not even at a start";
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException, ExecutionException {
            try (Admin admin = admin(scene)) {
                admin.deleteRecords(landed(scene.checkpoint())).all().get();
            }
            scene.brokerForgets();
            scene.hold(MEANWHILE);
            scene.kill(Part.DRIVER);
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            scene.over();
            scene.up(Operator.JOB);
        }
    }

    /** Retention shorter than the job's absence. */
    private static final class AgedOut extends OfTopic {
        @Override
        public String name() {
            return "topic-aged-out-before-landing";
        }

        @Override
        public String promise() {
            return "The job refuses to start and says how many records are gone; with that accepted it lands all that"
                    + " is there, and the audit names each tick that misses something";
        }

        @Override
        public Expectation expects() {
            return Expectation.acceptedLoss("what Kafka deleted is missing, and the audit says of which ticks");
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException, ExecutionException {
            scene.down(Operator.JOB);
            scene.hold(MEANWHILE);
            long gone;
            try (Admin admin = admin(scene)) {
                Map<TopicPartition, Long> ends = ends(admin);
                Map<TopicPartition, RecordsToDelete> landed = landed(scene.checkpoint());
                gone = ends.entrySet().stream()
                        .mapToLong(
                                end -> end.getValue() - landed.get(end.getKey()).beforeOffset())
                        .sum();
                admin.deleteRecords(ends.entrySet().stream()
                                .collect(Collectors.toMap(
                                        Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
                        .all()
                        .get();
            }
            scene.brokerForgets();
            if (gone == 0) {
                throw new IllegalStateException(
                        "No tick was published while the job was down, so that nothing is lost");
            }
            new Operator(scene).expectRefusal("were deleted from Kafka before they landed", TOPIC.topicName());
            scene.note("%d records were deleted before they landed".formatted(gone));
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            scene.over();
            new Operator(scene).acceptLoss();
        }
    }

    /** Deleted and created anew under the job's feet. */
    private static final class Recreated extends OfTopic {
        @Override
        public String name() {
            return "topic-recreated";
        }

        @Override
        public String promise() {
            return "The job ends rather than take new records for old ones, and its start names the topic; with that"
                    + " accepted it reads the new one from its beginning";
        }

        @Override
        public Expectation expects() {
            return Expectation.acceptedLoss(
                    "what the old topic had and had not landed is missing, and the audit says of which ticks");
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException, ExecutionException {
            ProcessHandle driver = scene.process(Part.DRIVER);
            try (Admin admin = admin(scene)) {
                admin.deleteTopics(List.of(TOPIC.topicName())).all().get();
                scene.await("the topic can be created anew", CREATION, () -> create(admin));
            }
            scene.brokerForgets();
            scene.await("the job ends, since its topic is another one", DRIVERS_END, () -> !driver.isAlive());
            new Operator(scene).expectRefusal(TOPIC.topicName() + ": it was deleted and created anew");
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            scene.over();
            new Operator(scene).acceptLoss();
        }

        private static boolean create(Admin admin) {
            try {
                admin.createTopics(List.of(new NewTopic(TOPIC.topicName(), TOPIC.localPartitions(), (short) 1)))
                        .all()
                        .get();
                return true;
            } catch (ExecutionException stillBeingDeleted) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }
    }

    private static Admin admin(Scene scene) {
        return Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, scene.stack().address(Port.KAFKA)));
    }

    private static Map<TopicPartition, Long> ends(Admin admin) throws InterruptedException, ExecutionException {
        Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(IntStream.range(0, TOPIC.localPartitions())
                        .mapToObj(partition -> new TopicPartition(TOPIC.topicName(), partition))
                        .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())))
                .all()
                .get();
        return ends.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue()
                .offset()));
    }

    /** Up to where the topic has landed for sure: the end of the batch before the newest. */
    private static Map<TopicPartition, RecordsToDelete> landed(Path checkpoint) throws IOException {
        long newest = CheckpointFaults.newestBatch(checkpoint);
        boolean committed = Files.exists(checkpoint.resolve("commits/" + newest));
        List<String> lines =
                Files.readAllLines(checkpoint.resolve("offsets/" + (committed ? newest : newest - 1)), UTF_8);
        Map<TopicPartition, RecordsToDelete> landed = new HashMap<>();
        for (Map.Entry<String, JsonNode> partition :
                JSON.readTree(lines.get(2)).path(TOPIC.topicName()).properties()) {
            landed.put(
                    new TopicPartition(TOPIC.topicName(), Integer.parseInt(partition.getKey())),
                    RecordsToDelete.beforeOffset(partition.getValue().asLong()));
        }
        return landed;
    }
}
