package io.tickstream.localstack.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Apicurio Registry, which speaks Confluent's schema registry API under {@code /apis/ccompat/v7}. */
final class RegistryServer extends Server {
    static final String NAME = "registry";

    private static final int HEAP_MEGABYTES = 192;
    private static final String CONFLUENT_API = "/apis/ccompat/v7";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Site site;

    RegistryServer(Site site) {
        super(NAME, List.of(Port.REGISTRY, Port.REGISTRY_MANAGEMENT), List.of());
        this.site = site;
    }

    @Override
    Command command() throws IOException {
        Path data = site.state().folder("registry");
        return JavaCommand.withHeap(HEAP_MEGABYTES)
                .thatMostlyWaits()
                .environment(Map.of(
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", String.valueOf(site.settings().port(Port.REGISTRY)),
                        "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                        "QUARKUS_MANAGEMENT_PORT",
                                String.valueOf(site.settings().port(Port.REGISTRY_MANAGEMENT)),
                        // On disk: were ids forgotten, no event on Kafka could be read again. At once, since by
                        // default H2 writes half a second later, and a crash forgets what was acknowledged.
                        "APICURIO_STORAGE_KIND", "sql",
                        "APICURIO_STORAGE_SQL_KIND", "h2",
                        "APICURIO_DATASOURCE_URL", "jdbc:h2:file:" + data.resolve("registry") + ";WRITE_DELAY=0"))
                .jar(data, site.installation().registryJar());
    }

    @Override
    boolean isReady() throws InterruptedException {
        return site.get(Port.REGISTRY, CONFLUENT_API + "/subjects").isPresent();
    }

    /** Registers our schemas, each of which must stay readable by those who know the one before. */
    @Override
    void prepare() throws IOException, InterruptedException {
        for (Topic topic : Topic.values()) {
            send(
                    "POST",
                    "/subjects/" + topic.subject() + "/versions",
                    Map.of("schema", topic.schema().toString()));
            send("PUT", "/config/" + topic.subject(), Map.of("compatibility", "BACKWARD"));
        }
    }

    private void send(String method, String path, Map<String, String> body) throws IOException, InterruptedException {
        URI url = site.settings().url(Port.REGISTRY, CONFLUENT_API + path);
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        HttpResponse<String> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new StackException(
                    "The registry answered %d to %s %s: %s. If a schema is called incompatible, it was changed in a way that readers of older events cannot follow; see contract/README.md."
                            .formatted(response.statusCode(), method, url, response.body()));
        }
    }
}
