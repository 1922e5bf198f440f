package io.tickstream.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Topic;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the scripts say twice, since a container has no Java of ours, is what the modules say. */
class ScriptsTest {
    @Test
    void the_topics_are_those_of_the_contract() {
        Map<String, Integer> created = new TreeMap<>();
        matches("compose/kafka/create-topics.sh", "(?m)^create (\\S+) (\\d+)$")
                .forEach(match -> created.put(match.group(1), Integer.valueOf(match.group(2))));

        assertThat(created)
                .isEqualTo(
                        Stream.of(Topic.values()).collect(Collectors.toMap(Topic::topicName, Topic::localPartitions)));
    }

    @Test
    void the_subjects_are_those_of_the_contract() {
        List<String> subjects = matches("compose/registry/register-schemas.sh", "(?m)^register (\\S+) (\\S+)$")
                .map(match -> match.group(1))
                .toList();

        assertThat(subjects)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Topic.values()).map(Topic::subject).toList());
    }

    @Test
    void the_job_knows_the_settings_that_it_is_given() {
        String known = Repository.read("spark-streaming/src/main/java/io/tickstream/landing/JobSettings.java");

        List<String> given = matches("compose/spark/submit-landing-job.sh", "(?m)^spark\\.tickstream\\.(\\S+) ")
                .map(match -> match.group(1).replaceFirst("^kafka\\.", ""))
                .toList();

        assertThat(given).contains("checkpoint").allSatisfy(name -> assertThat(known)
                .contains('"' + name + '"'));
    }

    @Test
    void scripts_are_executable() {
        assertThat(Stream.of("write-env.sh", "http-ok.bash", "cassandra/apply-schema.sh", "kafka/create-topics.sh")
                        .map(script -> Repository.root().resolve("compose").resolve(script)))
                .allMatch(Files::isExecutable);
    }

    @Test
    void prometheus_asks_services_that_are_there() {
        List<String> asked = matches("compose/prometheus/prometheus.yml", "targets: \\[\"([a-z-]+):\\d+\"]")
                .map(match -> match.group(1))
                .toList();

        assertThat(asked).contains("landing-job", "function");
        assertThat(ComposeFile.ours().services()).containsKeys("landing-job", "function-jvm", "function-native");
        assertThat(Repository.read("docker-compose.yml")).contains("aliases: [function]");
    }

    @Test
    void grafana_begins_with_a_dashboard_that_is_there() {
        Map<String, String> grafana =
                ComposeFile.ours().services().get("grafana").environment();

        assertThat(grafana.get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"))
                .startsWith("/etc/tickstream/dashboards/")
                .satisfies(path -> assertThat(Repository.root()
                                .resolve(path.replace("/etc/tickstream/dashboards", "dashboards/grafana")))
                        .isRegularFile());
    }

    private static Stream<MatchResult> matches(String path, String pattern) {
        return Pattern.compile(pattern).matcher(Repository.read(path)).results();
    }
}
