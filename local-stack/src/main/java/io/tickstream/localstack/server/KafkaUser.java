package io.tickstream.localstack.server;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.tickstream.contract.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Kafka's users of a secured stack: each may do what its holder needs, and no more. */
public enum KafkaUser {
    /** Creates topics, users and rights; the local stack's own superuser. */
    ADMIN,
    /** Publishes companies, rejections and receipts. Writing with idempotence needs no right of its own. */
    INGEST_FUNCTION(onTopics(WRITE, DESCRIBE)),
    /** Reads all three topics, and rejects what it cannot decode. */
    LANDING_JOB(
            onTopics(READ, DESCRIBE),
            on(ResourceType.TOPIC, Topic.COMPANIES_REJECTED.topicName(), PatternType.LITERAL, WRITE),
            // Spark's names: spark-kafka-source-… of a stream, spark-kafka-relation-… of a replay
            on(ResourceType.GROUP, "spark-kafka-", PatternType.PREFIXED, READ)),
    /** Looks, and puts dead letters back where they came from. */
    CONSOLE(onTopics(READ, WRITE, DESCRIBE)),
    /** Puts dead letters back where they came from: people at the command line. */
    OPERATOR(onTopics(WRITE, DESCRIBE));

    @SuppressWarnings("ImmutableEnumChecker") // toList makes it immutable
    private final List<Right> rights;

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    KafkaUser(List<Right>... rights) {
        this.rights = Arrays.stream(rights).flatMap(List::stream).toList();
    }

    private record Right(ResourcePattern resource, AclOperation operation) {
        AclBinding of(String user) {
            return new AclBinding(
                    resource, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
        }
    }

    /** The name by which it logs in, which is also the one on Kubernetes. */
    public String userName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of the user's password file. */
    public String label() {
        return "kafka-" + userName();
    }

    /** What gives the user its rights; none for the superuser. */
    public List<AclBinding> acls() {
        return rights.stream().map(right -> right.of(userName())).toList();
    }

    private static List<Right> onTopics(AclOperation... operations) {
        return Stream.of(Topic.values())
                .flatMap(topic -> on(ResourceType.TOPIC, topic.topicName(), PatternType.LITERAL, operations).stream())
                .toList();
    }

    private static List<Right> on(ResourceType type, String name, PatternType pattern, AclOperation... operations) {
        ResourcePattern resource = new ResourcePattern(type, name, pattern);
        return Stream.of(operations)
                .map(operation -> new Right(resource, operation))
                .toList();
    }
}
