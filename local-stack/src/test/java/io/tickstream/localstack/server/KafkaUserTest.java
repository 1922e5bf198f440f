package io.tickstream.localstack.server;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.Test;

/** Strimzi has no class KafkaUser of ours, so that its file says it again. */
class KafkaUserTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void on_kubernetes_each_user_may_do_the_same() throws IOException {
        Map<String, Set<String>> there = Stream.of(Files.readString(Path.of("..", "k8s", "base", "kafka", "users.yaml"))
                        .split("(?m)^---$", -1))
                .map(document -> JSON.<JsonNode>valueToTree(Serialization.unmarshal(document, Map.class)))
                .filter(user -> !user.at("/metadata/name").asText().equals("registry")) // keeps its data in H2 here
                .collect(toMap(user -> user.at("/metadata/name").asText(), KafkaUserTest::rights));
        Map<String, Set<String>> here = Stream.of(KafkaUser.values())
                .filter(user -> user != KafkaUser.ADMIN && user != KafkaUser.OPERATOR) // people, on this machine
                .collect(toMap(
                        KafkaUser::userName,
                        user -> user.acls().stream().map(KafkaUserTest::inWords).collect(toSet())));

        assertThat(here).isEqualTo(there);
    }

    private static Set<String> rights(JsonNode user) {
        return StreamSupport.stream(user.at("/spec/authorization/acls").spliterator(), false)
                .flatMap(acl -> StreamSupport.stream(acl.path("operations").spliterator(), false)
                        .map(operation -> "%s %s %s %s"
                                .formatted(
                                        acl.at("/resource/type").asText(),
                                        acl.at("/resource/patternType").asText().replace("prefix", "prefixed"),
                                        acl.at("/resource/name").asText(),
                                        operation.asText().toLowerCase(Locale.ROOT))))
                .collect(toSet());
    }

    private static String inWords(AclBinding acl) {
        return "%s %s %s %s"
                .formatted(
                        acl.pattern().resourceType().name().toLowerCase(Locale.ROOT),
                        acl.pattern().patternType().name().toLowerCase(Locale.ROOT),
                        acl.pattern().name(),
                        acl.entry().operation().name().toLowerCase(Locale.ROOT));
    }
}
