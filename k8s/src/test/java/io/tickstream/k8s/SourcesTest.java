package io.tickstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.contract.Topic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the manifests take from other modules is what stands there. */
class SourcesTest {
    @ParameterizedTest
    @CsvSource({
        "contract, src/main/cql",
        "contract, src/main/avro",
        "dashboards, grafana",
        "dashboards, provisioning",
    })
    void every_file_of_the_folder_is_in_a_config_map(String module, String folder) {
        JsonNode generators = Manifests.parse(Repository.read(module + "/kustomization.yaml"))
                .all()
                .get(0)
                .at("/configMapGenerator");
        Set<String> listed = Pod.elements(generators)
                .flatMap(generator -> Pod.elements(generator.path("files")))
                .map(JsonNode::asText)
                .filter(file -> file.startsWith(folder + "/"))
                .collect(Collectors.toSet());
        assertThat(listed).isEqualTo(Repository.files(module + "/" + folder, module));
    }

    @Test
    void each_folder_of_grafana_is_mounted_with_its_dashboards() {
        Manifests manifests = Overlay.KNATIVE.build();
        Pod grafana =
                Pod.of(manifests.get("apps/Deployment", "grafana")).findFirst().orElseThrow();
        Set<String> mounted = grafana.mainContainers()
                .flatMap(container -> Pod.elements(container.path("volumeMounts")))
                .filter(mount -> mount.path("mountPath").asText().startsWith("/etc/tickstream/dashboards/"))
                .flatMap(mount -> grafana.volumes()
                        .filter(volume -> volume.path("name").equals(mount.path("name")))
                        .map(volume -> manifests.get(
                                "ConfigMap", volume.at("/configMap/name").asText()))
                        .flatMap(map -> Manifest.texts(map.at("/data")).keySet().stream())
                        .map(file -> mount.path("mountPath").asText() + "/" + file))
                .collect(Collectors.toSet());
        assertThat(mounted)
                .isEqualTo(Repository.files("dashboards/grafana", "dashboards/grafana").stream()
                        .map("/etc/tickstream/dashboards/"::concat)
                        .collect(Collectors.toSet()));
    }

    @Test
    void the_topics_are_those_of_the_contract() {
        Set<String> topics = Overlay.KNATIVE
                .build()
                .of("kafka.strimzi.io/KafkaTopic")
                .map(topic -> topic.at("/spec/topicName").asText())
                .filter(name -> !name.startsWith("registry-"))
                .collect(Collectors.toSet());
        assertThat(topics)
                .isEqualTo(Stream.of(Topic.values()).map(Topic::topicName).collect(Collectors.toSet()));
    }

    /** Letters go back to the topic that they came from, whichever it is. */
    @Test
    void the_console_may_read_and_put_back_what_is_in_the_contracts_topics_and_touch_no_other() {
        assertThat(acls("console"))
                .isEqualTo(Stream.of(Topic.values())
                        .map(topic -> "topic %s Describe,Read,Write".formatted(topic.topicName()))
                        .collect(Collectors.toSet()));
    }

    @Test
    void the_console_holds_the_functions_token_only_where_it_is_told_where_the_function_is() {
        for (Overlay overlay : Overlay.values()) {
            Manifests manifests = overlay.build();
            boolean knows = !manifests
                    .get("ConfigMap", "console")
                    .at("/data/CONSOLE_FUNCTION_URL")
                    .asText()
                    .isEmpty();
            assertThat(manifests
                            .get("apps/Deployment", "console")
                            .json()
                            .toString()
                            .contains("CONSOLE_FUNCTION_TOKEN"))
                    .as("%s", overlay)
                    .isEqualTo(knows)
                    .isEqualTo(overlay == Overlay.DEV);
        }
    }

    private static Set<String> acls(String user) {
        Manifest manifest = Overlay.KNATIVE.build().get("kafka.strimzi.io/KafkaUser", user);
        return Pod.elements(manifest.at("/spec/authorization/acls"))
                .map(acl -> "%s %s %s"
                        .formatted(
                                acl.at("/resource/type").asText(),
                                acl.at("/resource/name").asText(),
                                Pod.elements(acl.path("operations"))
                                        .map(JsonNode::asText)
                                        .sorted()
                                        .collect(Collectors.joining(","))))
                .collect(Collectors.toSet());
    }

    @Test
    void in_dev_a_topic_has_as_many_partitions_as_locally() {
        Map<String, Integer> partitions = new TreeMap<>();
        Overlay.DEV
                .build()
                .of("kafka.strimzi.io/KafkaTopic")
                .filter(topic -> !topic.name().startsWith("registry-"))
                .forEach(topic -> partitions.put(
                        topic.at("/spec/topicName").asText(),
                        topic.at("/spec/partitions").asInt()));
        assertThat(partitions)
                .isEqualTo(
                        Stream.of(Topic.values()).collect(Collectors.toMap(Topic::topicName, Topic::localPartitions)));
    }

    @Test
    void the_schemas_are_registered_for_the_contracts_topics() {
        List<String> registered = Pattern.compile("(?m)^register (\\S+) (\\S+)$")
                .matcher(Repository.read("k8s/base/schema/register-schemas.sh"))
                .results()
                .map(MatchResult.class::cast)
                .map(match -> match.group(1) + "-value")
                .toList();
        assertThat(registered)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Topic.values()).map(Topic::subject).toList());
    }
}
