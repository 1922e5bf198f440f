package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A registry with Compose's own environment, filled by Compose's own script. */
@WithLocalStack
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads from /proc how the local stack starts the registry")
class ComposeRegistryIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCRIPT = "registry/register-schemas.sh";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    @Test
    void ids_are_what_function_and_job_look_up_and_survive_a_crash_of_the_registry(RunningStack stack)
            throws IOException, InterruptedException {
        Map<Port, Integer> ports = Port.freeNumbers();
        String url = "http://127.0.0.1:" + ports.get(Port.REGISTRY);
        ComposeScripts scripts = new ComposeScripts(folder);
        Map<String, String> environment = Map.of("REGISTRY_URL", url, "AVRO_FOLDER", avro().toString());
        Process registry = start(stack, ports);
        Map<Topic, Integer> ids;
        try {
            assertThat(scripts.run(SCRIPT, environment))
                    .satisfies(run -> assertThat(run.status()).as(run.said()).isZero());
            ids = lookUp(url);
            for (Topic topic : Topic.values()) {
                assertThat(get(url, "/config/" + topic.subject())
                                .path("compatibilityLevel")
                                .asText())
                        .isEqualTo("BACKWARD");
            }
            assertThat(scripts.run(SCRIPT, environment).status()).isZero();
            assertThat(lookUp(url)).isEqualTo(ids);
            for (Topic topic : Topic.values()) {
                assertThat(get(url, "/subjects/" + topic.subject() + "/versions"))
                        .as("versions of " + topic)
                        .hasSize(1);
            }
        } finally {
            registry.destroyForcibly().waitFor();
        }

        registry = start(stack, ports);
        try {
            Landed.patiently().ignoreExceptions().untilAsserted(() -> assertThat(lookUp(url))
                    .isEqualTo(ids));
            aSchemaThatOlderEventsCannotFollowIsRefused(scripts, url);
        } finally {
            registry.destroyForcibly().waitFor();
        }
    }

    private void aSchemaThatOlderEventsCannotFollowIsRefused(ComposeScripts scripts, String url)
            throws IOException, InterruptedException {
        Path changed = Files.createDirectories(folder.resolve("avro"));
        for (String file : new String[] {"company.avsc", "rejection.avsc", "tick.avsc"}) {
            Files.copy(avro().resolve(file), changed.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        String tick = Files.readString(avro().resolve("tick.avsc"));
        Files.writeString(
                changed.resolve("tick.avsc"),
                tick.replaceFirst(
                        "\"fields\": \\[", "\"fields\": [{\"name\": \"without_default\", \"type\": \"int\"},"));

        ComposeScripts.Run run = scripts.run(SCRIPT, Map.of("REGISTRY_URL", url, "AVRO_FOLDER", changed.toString()));

        assertThat(run.status()).as(run.said()).isEqualTo(1);
        assertThat(run.said()).contains("409", "ticks-value", "contract/README.md");
    }

    @Test
    void a_registry_that_is_not_there_is_waited_for_and_named() throws IOException, InterruptedException {
        ComposeScripts.Run run = new ComposeScripts(folder)
                .run(
                        SCRIPT,
                        Map.of(
                                "REGISTRY_URL",
                                "http://127.0.0.1:1",
                                "AVRO_FOLDER",
                                avro().toString(),
                                "WAIT_SECONDS",
                                "2"));

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.said()).contains("http://127.0.0.1:1", "does not answer");
    }

    private static Path avro() {
        return ComposeScripts.root().resolve("contract/src/main/avro");
    }

    /** As the function does it: the schema as Avro writes it, other spaces and order than the file's. */
    private Map<Topic, Integer> lookUp(String url) throws IOException, InterruptedException {
        Map<Topic, Integer> ids = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            String body =
                    JSON.writeValueAsString(Map.of("schema", topic.schema().toString()));
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(url + "/apis/ccompat/v7/subjects/" + topic.subject()))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            ids.put(topic, JSON.readTree(response.body()).path("id").asInt());
        }
        return ids;
    }

    private JsonNode get(String url, String path) throws IOException, InterruptedException {
        return JSON.readTree(client.send(
                        HttpRequest.newBuilder(URI.create(url + "/apis/ccompat/v7" + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
    }

    /** A second registry like the local stack's, with the environment that Compose gives it. */
    private Process start(RunningStack stack, Map<Port, Integer> ports) throws IOException {
        RunningCommand like = RunningCommand.of(stack.process("registry").pid());
        Map<String, String> environment = new HashMap<>(ComposeScripts.environment("APICURIO_"));
        assertThat(environment).containsEntry("APICURIO_STORAGE_KIND", "kafkasql");
        environment.replaceAll((name, value) -> value.replace("kafka:19092", stack.address(Port.KAFKA)));
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(ports.get(Port.REGISTRY)));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", String.valueOf(ports.get(Port.REGISTRY_MANAGEMENT)));
        ProcessBuilder builder = new ProcessBuilder(like.arguments())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
