package io.tickstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "ingest-function, tickstream-kafka, 9093",
        "ingest-function, registry, 8080",
        "ingest-function, cassandra, 9042",
        "landing-job, tickstream-kafka, 9093",
        "landing-job, registry, 8080",
        "landing-job, cassandra, 9042",
        "landing-job, landing-job, 7078",
        "landing-job, landing-job, 7079",
        "registry, tickstream-kafka, 9093",
        "registry-schemas, registry, 8080",
        "cassandra-schema, cassandra, 9042",
        "grafana, cassandra, 9042",
        "console, cassandra, 9042",
        "console, tickstream-kafka, 9093",
        "console, registry, 8080",
        "cassandra, cassandra, 7000",
        "tickstream-kafka, tickstream-kafka, 9091",
        "tickstream-entity-operator, tickstream-kafka, 9091",
    })
    void who_needs_another_reaches_it(String from, String to, String port) {
        for (Overlay overlay : Overlay.values()) {
            assertThat(allows(overlay, from, to, port)).as("%s", overlay).containsOnly(true);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "grafana, tickstream-kafka, 9093",
        "grafana, ingest-function, 8080",
        "grafana, registry, 8080",
        "landing-job, ingest-function, 8080",
        "ingest-function, grafana, 3000",
        "ingest-function, console, 9021",
        "console, grafana, 3000",
        "console, tickstream-kafka, 9091",
        "registry, cassandra, 9042",
        "cassandra, tickstream-kafka, 9093",
        "cassandra-schema, registry, 8080",
        "ingest-function, tickstream-kafka, 9091",
        "landing-job, tickstream-kafka, 9090",
    })
    void nobody_reaches_what_is_none_of_theirs(String from, String to, String port) {
        for (Overlay overlay : Overlay.values()) {
            assertThat(allows(overlay, from, to, port)).as("%s", overlay).containsOnly(false);
        }
    }

    @Test
    void the_console_reaches_whom_it_shows_and_the_function_only_where_that_runs_all_the_time() {
        assertThat(reach(Overlay.DEV, "console"))
                .containsExactlyInAnyOrder(
                        "apps/Deployment ingest-function  8080",
                        "kafka.strimzi.io/Kafka tickstream broker 9093",
                        "apps/Deployment registry  8080",
                        "apps/StatefulSet cassandra  9042",
                        "sparkoperator.k8s.io/SparkApplication landing-job driver 4040");
        for (Overlay overlay : List.of(Overlay.KNATIVE, Overlay.CRON)) {
            assertThat(reach(overlay, "console"))
                    .as("%s", overlay)
                    .containsExactlyInAnyOrder(
                            "kafka.strimzi.io/Kafka tickstream broker 9093",
                            "apps/Deployment registry  8080",
                            "cassandra.datastax.com/CassandraDatacenter dc1  9042",
                            "sparkoperator.k8s.io/SparkApplication landing-job driver 4040");
        }
    }

    @Test
    void no_pod_reaches_the_console() {
        for (Overlay overlay : Overlay.values()) {
            Manifests manifests = overlay.build();
            for (Pod from : manifests.pods()) {
                assertThat(reach(manifests, from))
                        .as("%s, %s", overlay, from)
                        .noneMatch(reached -> reached.startsWith("apps/Deployment console "));
            }
        }
    }

    @Test
    void only_the_function_reaches_the_stand_in_for_the_company_api() {
        assertThat(allows(Overlay.DEV, "ingest-function", "company-api", "8088"))
                .containsOnly(true);
        assertThat(allows(Overlay.DEV, "landing-job", "company-api", "8088")).containsOnly(false);
        assertThat(allows(Overlay.DEV, "company-api", "tickstream-kafka", "9093"))
                .containsOnly(false);
    }

    @Test
    void without_the_policy_of_the_one_or_the_other_nothing_passes() {
        Manifests manifests = Overlay.KNATIVE.build();
        for (String policy : List.of("ingest-function", "registry")) {
            assertThat(allows(
                            manifests.without("networking.k8s.io/NetworkPolicy", policy),
                            "ingest-function",
                            "registry",
                            "8080"))
                    .containsOnly(false);
        }
    }

    private static List<Boolean> allows(Overlay overlay, String from, String to, String port) {
        return allows(overlay.build(), from, to, port);
    }

    private static Set<String> reach(Overlay overlay, String from) {
        Manifests manifests = overlay.build();
        return named(manifests, from).stream()
                .flatMap(pod -> reach(manifests, pod).stream())
                .collect(Collectors.toSet());
    }

    /** Every pod that the one may connect to where it listens: owner, part and port. */
    private static Set<String> reach(Manifests manifests, Pod from) {
        Network network = new Network(manifests);
        return manifests.pods().stream()
                .flatMap(to -> Ports.of(to).stream()
                        .filter(port -> network.allows(from, to, port))
                        .map(port -> "%s %s %s %s"
                                .formatted(to.owner().type(), to.owner().name(), to.part(), port)))
                .collect(Collectors.toSet());
    }

    // one answer for each pair of pods, of which the driver and the executor of a job make several
    private static List<Boolean> allows(Manifests manifests, String from, String to, String port) {
        Network network = new Network(manifests);
        return named(manifests, from).stream()
                .flatMap(source -> named(manifests, to).stream().map(target -> network.allows(source, target, port)))
                .toList();
    }

    private static List<Pod> named(Manifests manifests, String name) {
        return manifests.pods().stream()
                .filter(pod -> pod.labels().containsKey("app.kubernetes.io/name")
                        ? name.equals(pod.labels().get("app.kubernetes.io/name"))
                        : name.equals(pod.labels().get("strimzi.io/name")))
                .toList();
    }
}
