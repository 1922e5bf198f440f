package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * Looks schemas up in a registry, by Confluent's API. An id never changes its meaning, so what is known is kept for as
 * long as the JVM lives; that an id is unknown is kept for a moment only. A registry that is away is waited for.
 */
final class SchemaRegistry {
    /**
     * How long an id stays unknown, so that a flood of such records is not a flood of requests; shorter than it takes
     * somebody to register the schema and to put the dead letters back.
     */
    static final Duration UNKNOWN_FOR = Duration.ofSeconds(1);

    private static final int MOST_UNKNOWN = 1000;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int SCHEMA_NOT_FOUND = 40403;
    private static final Set<Integer> SUBJECT_OR_SCHEMA_NOT_FOUND = Set.of(SUBJECT_NOT_FOUND, SCHEMA_NOT_FOUND);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<URI, SchemaRegistry> SHARED = new ConcurrentHashMap<>();

    private final URI base;
    private final InstantSource clock;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final Map<Integer, WriterSchema> known = new ConcurrentHashMap<>();
    private final UnknownIds unknown = new UnknownIds();

    SchemaRegistry(URI base, InstantSource clock) {
        this.base = requireNonNull(base, "base");
        this.clock = requireNonNull(clock, "clock");
    }

    /** The one of this JVM, so that the tasks of an executor share what is known. */
    static SchemaRegistry shared(URI base) {
        return SHARED.computeIfAbsent(base, url -> new SchemaRegistry(url, InstantSource.system()));
    }

    /**
     * Returns what the id stands for.
     *
     * @throws Patience.Exhausted if the registry stays away
     */
    WriterSchema schema(int id, Patience patience) throws InterruptedException {
        WriterSchema schema = known.get(id);
        if (schema != null) {
            return schema;
        }
        if (id < 1 || unknown.contains(id)) { // registries count from 1
            return new WriterSchema.Unknown();
        }
        schema = patience.ask(this.toString(), () -> get(id));
        if (schema instanceof WriterSchema.Unknown) {
            unknown.add(id);
        } else {
            known.put(id, schema);
        }
        return schema;
    }

    /**
     * Returns the id under which the topic's schema is registered.
     *
     * @throws Away if it cannot be asked or is not registered yet
     */
    int idOf(Topic topic) throws Away, InterruptedException {
        String body =
                JSON.createObjectNode().put("schema", topic.schema().toString()).toString();
        HttpResponse<String> response = send(HttpRequest.newBuilder(at("/subjects/" + topic.subject()))
                .header("Content-Type", MEDIA_TYPE)
                .POST(BodyPublishers.ofString(body)));
        JsonNode answer = json(response);
        if (SUBJECT_OR_SCHEMA_NOT_FOUND.contains(answer.path("error_code").asInt())) {
            throw new Away(
                    "subject %s does not hold the schema %s that this job was built with; register it (it is in the contract module, src/main/avro)"
                            .formatted(topic.subject(), topic.schema().getFullName()));
        }
        if (response.statusCode() != 200 || !answer.path("id").isInt()) {
            throw unexpected(response);
        }
        return answer.path("id").intValue();
    }

    private WriterSchema get(int id) throws Away, InterruptedException {
        HttpResponse<String> response = send(HttpRequest.newBuilder(at("/schemas/ids/" + id)));
        JsonNode answer = json(response);
        // a 404 without this code comes from a proxy or a wrong path, and says nothing about the id
        if (answer.path("error_code").asInt() == SCHEMA_NOT_FOUND) {
            return new WriterSchema.Unknown();
        }
        if (response.statusCode() != 200 || !answer.path("schema").isTextual()) {
            throw unexpected(response);
        }
        String type = answer.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            return new WriterSchema.Unusable("the registry has a schema of type %s under the id".formatted(type));
        }
        try {
            return new WriterSchema.Known(
                    new Schema.Parser().parse(answer.path("schema").textValue()));
        } catch (SchemaParseException e) {
            return new WriterSchema.Unusable("the registry's schema cannot be parsed: " + e.getMessage());
        }
    }

    private URI at(String path) {
        return URI.create(base + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Away, InterruptedException {
        try {
            return http.send(
                    request.header("Accept", MEDIA_TYPE + ", application/json")
                            .timeout(REQUEST_TIMEOUT)
                            .build(),
                    BodyHandlers.ofString(UTF_8));
        } catch (IOException e) {
            // a refused connection has no message
            String why = e.getMessage() == null ? "" : ": " + e.getMessage();
            throw new Away(e.getClass().getSimpleName() + why, e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            return JSON.missingNode(); // an error page; the caller judges by what is missing
        }
    }

    private static Away unexpected(HttpResponse<String> response) {
        return new Away("%s %s answers %d, not as Confluent's registry API does"
                .formatted(response.request().method(), response.uri(), response.statusCode()));
    }

    /** Address and role, for messages. */
    @Override
    public String toString() {
        return "schema registry " + base;
    }

    /** The ids asked for lately, each with the time until which it stays unknown. */
    private final class UnknownIds {
        private final Map<Integer, Long> until = new LinkedHashMap<>();

        synchronized boolean contains(int id) {
            Long millis = until.get(id);
            return millis != null && clock.millis() < millis;
        }

        synchronized void add(int id) {
            until.remove(id);
            until.put(id, clock.millis() + UNKNOWN_FOR.toMillis());
            if (until.size() > MOST_UNKNOWN) {
                until.remove(until.keySet().iterator().next());
            }
        }
    }
}
