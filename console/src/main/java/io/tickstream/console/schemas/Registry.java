package io.tickstream.console.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.cache.CacheResult;
import io.tickstream.console.ConsoleConfig;
import io.tickstream.console.answer.Http;
import io.tickstream.console.answer.Server;
import io.tickstream.console.answer.ServerAway;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.eclipse.microprofile.context.ManagedExecutor;

/** Reads subjects and schemas by the registry's Confluent API. */
@ApplicationScoped
public class Registry {
    private static final String BASE = "/apis/ccompat/v7";

    private final Http http;
    private final URI url;
    private final ObjectMapper json;
    private final ManagedExecutor executor;

    /** An id's schema never changes. */
    private final Cache<Integer, Schema> schemas =
            Caffeine.newBuilder().maximumSize(1_000).build();

    Registry(Http http, ConsoleConfig config, ObjectMapper json, ManagedExecutor executor) {
        this.http = http;
        this.url = config.registryUrl();
        this.json = json;
        this.executor = executor;
    }

    /**
     * A subject.
     *
     * @param compatibility the rule for its next version, such as BACKWARD
     */
    public record Subject(String subject, String compatibility, List<Integer> versions) {}

    /** One version of a subject. */
    public record Version(String subject, int version, int id, JsonNode schema) {}

    /** All subjects by name. */
    @CacheResult(cacheName = "schemas")
    public List<Subject> subjects() throws ServerAway {
        String usual = level(get("/config"));
        List<Callable<Subject>> reading = new ArrayList<>();
        for (JsonNode name : get("/subjects")) {
            reading.add(() -> subject(name.asText(), usual));
        }
        try {
            List<Subject> subjects = new ArrayList<>();
            for (Future<Subject> each : executor.invokeAll(reading)) {
                subjects.add(each.get());
            }
            subjects.sort(Comparator.comparing(Subject::subject));
            return subjects;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerAway away) {
                throw away;
            }
            throw new IllegalStateException("Reading a subject breaks in no other way", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerAway(Server.REGISTRY, "The console was told to stop while it waited for it", e);
        }
    }

    private Subject subject(String name, String usual) throws ServerAway {
        String encoded = encode(name);
        List<Integer> versions = StreamSupport.stream(
                        get("/subjects/" + encoded + "/versions").spliterator(), false)
                .map(JsonNode::asInt)
                .sorted()
                .toList();
        String own = level(find("/config/" + encoded).orElse(json.missingNode()));
        return new Subject(name, own == null ? usual : own, versions);
    }

    /** One version; empty if there is none. */
    public Optional<Version> version(String subject, int version) throws ServerAway {
        return find("/subjects/%s/versions/%d".formatted(encode(subject), version))
                .map(found -> new Version(
                        found.path("subject").asText(),
                        found.path("version").asInt(),
                        found.path("id").asInt(),
                        parsed(found.path("schema").asText())));
    }

    /** The schema of an id; empty if the registry does not know it, or it is no Avro. */
    public Optional<Schema> schema(int id) throws ServerAway {
        Schema known = schemas.getIfPresent(id);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<JsonNode> found = find("/schemas/ids/" + id);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            Schema schema = new Schema.Parser().parse(found.get().path("schema").asText());
            schemas.put(id, schema);
            return Optional.of(schema);
        } catch (SchemaParseException e) {
            return Optional.empty();
        }
    }

    private JsonNode parsed(String schema) {
        try {
            return json.readTree(schema);
        } catch (JsonProcessingException e) {
            return json.getNodeFactory().textNode(schema);
        }
    }

    private JsonNode get(String path) throws ServerAway {
        return http.get(Server.REGISTRY, url.resolve(BASE + path));
    }

    private Optional<JsonNode> find(String path) throws ServerAway {
        URI asked = url.resolve(BASE + path);
        Http.Answer answer = http.send(Server.REGISTRY, HttpRequest.newBuilder(asked));
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (!answer.isSuccess()) {
            throw new ServerAway(Server.REGISTRY, "It answers %d to GET %s".formatted(answer.status(), asked), null);
        }
        return Optional.of(answer.body());
    }

    private static String level(JsonNode config) {
        JsonNode level = config.path("compatibilityLevel");
        return level.isTextual() ? level.asText() : null;
    }

    private static String encode(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
