package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The schemas of operators' CustomResourceDefinitions, by which a cluster judges their objects; closed to unknown fields. */
final class CustomResourceSchemas {
    private final Map<String, JsonSchema> schemas;

    private CustomResourceSchemas(Map<String, JsonSchema> schemas) {
        this.schemas = schemas;
    }

    /** Reads a folder of CustomResourceDefinitions, one in each file. */
    static CustomResourceSchemas in(Path folder) {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        YAMLMapper yaml = new YAMLMapper();
        Map<String, JsonSchema> schemas = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                JsonNode spec = yaml.readTree(file.toFile()).path("spec");
                for (JsonNode version : spec.path("versions")) {
                    String type = "%s/%s/%s"
                            .formatted(
                                    spec.path("group").asText(),
                                    version.path("name").asText(),
                                    spec.at("/names/kind").asText());
                    schemas.put(type, factory.getSchema(closed(version.at("/schema/openAPIV3Schema"))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the CustomResourceDefinitions in " + folder, e);
        }
        return new CustomResourceSchemas(schemas);
    }

    /** The objects that have a schema here. */
    List<Manifest> known(Manifests manifests) {
        return manifests.all().stream()
                .filter(manifest -> schemas.containsKey(type(manifest)))
                .toList();
    }

    /** What is wrong with the objects that have a schema here, one line each. */
    List<String> findings(Manifests manifests) {
        return known(manifests).stream()
                .flatMap(manifest -> schemas.get(type(manifest)).validate(manifest.json()).stream()
                        .map(message -> "%s: %s".formatted(manifest, message.getMessage())))
                .toList();
    }

    private static String type(Manifest manifest) {
        return manifest.apiVersion() + "/" + manifest.kind();
    }

    private static JsonNode closed(JsonNode openApi) {
        ObjectNode root = openApi.deepCopy();
        close(root);
        // every object has these, and some definitions say so only by the way
        ObjectNode properties = (ObjectNode) root.path("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").put("type", "object");
        return root;
    }

    // closed also where a cluster keeps fields that it does not know, if the definition names some: none of ours is
    // another
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode schema) {
            if (schema.path("properties").isObject()
                    && schema.path("type").asText().equals("object")
                    && !schema.has("additionalProperties")
                    && !schema.has("x-kubernetes-embedded-resource")) {
                schema.put("additionalProperties", false);
            }
            if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
                schema.set("type", schema.arrayNode().add("integer").add("string"));
            }
            if (schema.path("nullable").asBoolean() && schema.path("type").isTextual()) {
                ArrayNode types = schema.arrayNode().add(schema.path("type").asText());
                schema.set("type", types.add("null"));
            }
        }
        node.forEach(CustomResourceSchemas::close);
    }
}
