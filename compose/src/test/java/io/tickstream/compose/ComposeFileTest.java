package io.tickstream.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickstream.compose.ComposeFile.Service;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.error.YAMLException;

class ComposeFileTest {
    private static Map<String, Set<String>> settings;

    @BeforeAll
    static void readSettings() throws IOException, ClassNotFoundException {
        settings = Map.of("function", ServiceSettings.ofTheFunction(), "console", ServiceSettings.ofTheConsole());
    }

    @Test
    void our_file_keeps_every_rule() {
        assertThat(ComposeRules.complaints(ComposeFile.ours(), settings)).isEmpty();
    }

    /** One change a line, of the text of our own file: each must be seen. */
    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1:9092:9092 | 9092:9092 | kafka: port 9092:9092 is not on 127.0.0.1",
                "127.0.0.1:9092:9092 | 0.0.0.0:9092:9092 | kafka: port 0.0.0.0:9092:9092 is not on 127.0.0.1",
                "127.0.0.1:9095:9090 | 127.0.0.1:9090:9090 | prometheus: port 9090 is also spark-master's",
                "apache/kafka:4.3.1 | apache/kafka:latest | kafka: image docker.io/apache/kafka:latest is not pinned",
                "apache/kafka:4.3.1 | apache/kafka | kafka: image docker.io/apache/kafka is not pinned",
                "docker.io/prom/prometheus | prom/prometheus | names no registry",
                "tickstream/company-api:0.1.0 | tickstream/company-api:0.0.9 | is not of version",
                "local-stack/Containerfile | local-stack/Dockerfile | a file that exists",
                "${GRAFANA_ADMIN_PASSWORD:?run ./tickstream compose-env} | admin | GF_SECURITY_ADMIN_PASSWORD does not",
                "${GRAFANA_ADMIN_PASSWORD:?run ./tickstream compose-env} | ${GRAFANA_ADMIN_PASSWORD:-admin} | does not come",
                "KAFKA_HEAP_OPTS: -Xms256m -Xmx512m | KAFKA_OPTS: -Dssl.password=1234 | KAFKA_OPTS holds a password",
                "./dashboards/alerts:/ | ./dashboards/alarms:/ | mounts ./dashboards/alarms, which does not exist",
                "cassandra.yaml:ro | cassandra.yaml | may write into ./compose/cassandra/cassandra.yaml",
                "- kafka-data:/var | - kafka-dat:/var | volume kafka-dat is not declared",
                "- kafka-data:/var | - grafana-data:/var | volume kafka-data is nobody's",
                "mem_limit: 640m | mem_reservation: 640m | kafka-ui: has no limit of memory",
                "cap_drop: [ALL] | cap_add: [ALL] | keeps privileges",
                "INGEST_QUANTITY: | INGEST_QUANTITI: | the function knows no setting INGEST_QUANTITI",
                "INGEST_REGISTRY_URL: | INGEST_REGISTRY: | the function knows no setting INGEST_REGISTRY",
                "CONSOLE_REGISTRY_URL: | CONSOLE_REGISTRY: | the console knows no setting CONSOLE_REGISTRY",
                "restart: \"no\" | restart: always | waits for the end of topics, which is started again",
                "condition: service_completed_successfully | condition: service_started | without a condition",
            })
    void a_breach_of_a_rule_is_seen(String text, String changed, String complaint) {
        String ours = Repository.read("docker-compose.yml");
        assertThat(ours).contains(text);

        List<String> complaints = ComposeRules.complaints(ComposeFile.parse(ours.replace(text, changed)), settings);

        assertThat(complaints).anySatisfy(said -> assertThat(said).contains(complaint));
    }

    @Test
    void a_health_check_that_somebody_waits_for_is_missed() {
        String ours = Repository.read("docker-compose.yml");
        int registry = ours.indexOf("\n  registry:");
        int check = ours.indexOf("    healthcheck:", registry);
        String changed =
                ours.substring(0, check) + "    x-no-check:" + ours.substring(check + "    healthcheck:".length());

        assertThat(ComposeRules.complaints(ComposeFile.parse(changed), settings))
                .contains("schemas: waits for the health of registry, which has no check");
    }

    @Test
    void a_key_that_is_there_twice_and_a_top_level_name_are_refused() {
        String ours = Repository.read("docker-compose.yml");
        assertThatThrownBy(() -> ComposeFile.parse(ours.replace("  topics:\n", "  kafka:\n")))
                .isInstanceOf(YAMLException.class)
                .hasMessageContaining("kafka");
        assertThatThrownBy(() -> ComposeFile.parse("name: tickstream\n" + ours)).hasMessageContaining("[name]");
    }

    /** As on one machine without containers; kafka-ui is beside the console. */
    @Test
    void services_are_where_the_documents_say() {
        Set<String> ports = ComposeFile.ours().services().values().stream()
                .flatMap(service -> service.list("ports").stream())
                .map(port -> port.replaceAll("^[^:]*:(\\d+):.*", "$1"))
                .collect(Collectors.toSet());
        assertThat(ports)
                .containsExactlyInAnyOrder(
                        "9092", "8081", "9021", "9022", "9042", "9090", "9091", "4040", "8080", "8088", "9095", "3000");
    }

    @Test
    void servers_have_the_versions_of_those_that_the_tests_run_with() {
        assertThat(image("spark-streaming/Containerfile")).contains(":" + Repository.property("spark.version") + "-");
        assertThat(service("registry").image()).endsWith(":" + Repository.property("registry.version"));
        assertThat(service("cassandra").image()).contains(":" + minor(Repository.property("cassandra.version")) + ".");
        assertThat(service("kafka").image()).contains(":4.");
    }

    @Test
    void the_two_ways_to_run_the_function_differ_in_nothing_but_the_image() {
        Service jvm = service("function-jvm");
        Service compiled = service("function-native");
        for (String key : List.of("environment", "ports", "networks", "volumes", "depends_on", "healthcheck")) {
            assertThat(jvm.yaml().get(key)).as(key).isEqualTo(compiled.yaml().get(key));
        }
    }

    private static Service service(String name) {
        return ComposeFile.ours().services().get(name);
    }

    private static String image(String containerFile) {
        List<String> stages =
                ContainerFile.parse(Repository.read(containerFile)).baseImages();
        return stages.get(stages.size() - 1);
    }

    private static String minor(String version) {
        return version.substring(0, version.lastIndexOf('.'));
    }
}
