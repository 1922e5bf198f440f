package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;

/** One object of Kubernetes, as kustomize prints it. */
record Manifest(ObjectNode json) {
    String apiVersion() {
        return json.path("apiVersion").asText();
    }

    String kind() {
        return json.path("kind").asText();
    }

    String name() {
        return json.path("metadata").path("name").asText();
    }

    /** Kind with its group, since there are two kinds Service: {@code serving.knative.dev/Service}, {@code Service}. */
    String type() {
        int slash = apiVersion().indexOf('/');
        return slash < 0 ? kind() : apiVersion().substring(0, slash) + "/" + kind();
    }

    boolean is(String type) {
        return type().equals(type);
    }

    /** By a JSON pointer, such as {@code /spec/replicas}; a missing node if nothing is there. */
    JsonNode at(String pointer) {
        return json.at(pointer);
    }

    Map<String, String> labels() {
        return texts(json.path("metadata").path("labels"));
    }

    static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}
