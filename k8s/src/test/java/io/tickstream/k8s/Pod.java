package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A pod's template, wherever it stands.
 *
 * @param owner the object that makes such pods
 * @param part which of the owner's pods; empty where there is one kind of them
 * @param labels what policies and services select it by, those that an operator adds included
 * @param spec as in {@code pod.spec}; where an operator brings the containers, what it is told to add to them
 */
record Pod(Manifest owner, String part, Map<String, String> labels, JsonNode spec) {
    static Stream<Pod> of(Manifest owner) {
        return switch (owner.type()) {
            case "apps/Deployment", "apps/StatefulSet", "batch/Job", "serving.knative.dev/Service" ->
                Stream.of(templated(owner, owner.at("/spec/template")));
            case "batch/CronJob" -> Stream.of(templated(owner, owner.at("/spec/jobTemplate/spec/template")));
            case "sparkoperator.k8s.io/SparkApplication" ->
                Stream.of("driver", "executor")
                        .map(part -> new Pod(
                                owner,
                                part,
                                Manifest.texts(owner.at("/spec/%s/labels".formatted(part))),
                                owner.at("/spec/%s/template/spec".formatted(part))));
            case "cassandra.datastax.com/CassandraDatacenter" ->
                Stream.of(new Pod(
                        owner,
                        "",
                        Map.of("app.kubernetes.io/name", "cassandra"),
                        owner.at("/spec/podTemplateSpec/spec")));
            case "kafka.strimzi.io/Kafka" -> Stream.of(broker(owner), entityOperator(owner));
            default -> Stream.empty();
        };
    }

    private static Pod templated(Manifest owner, JsonNode template) {
        return new Pod(owner, "", Manifest.texts(template.at("/metadata/labels")), template.path("spec"));
    }

    private static Pod broker(Manifest kafka) {
        return new Pod(
                kafka,
                "broker",
                strimzi(kafka, "kafka"),
                StrimziTemplate.podSpec(kafka.at("/spec/kafka/template"), "kafkaContainer"));
    }

    private static Pod entityOperator(Manifest kafka) {
        return new Pod(
                kafka,
                "entity operator",
                strimzi(kafka, "entity-operator"),
                StrimziTemplate.podSpec(
                        kafka.at("/spec/entityOperator/template"), "topicOperatorContainer", "userOperatorContainer"));
    }

    private static Map<String, String> strimzi(Manifest kafka, String part) {
        Map<String, String> labels = new HashMap<>();
        labels.put("strimzi.io/cluster", kafka.name());
        labels.put("strimzi.io/name", kafka.name() + "-" + part);
        return labels;
    }

    /** Of the template; an operator's pods have none that we give them. */
    Map<String, String> annotations() {
        String template = owner.kind().equals("CronJob") ? "/spec/jobTemplate/spec/template" : "/spec/template";
        return Manifest.texts(owner.at(template + "/metadata/annotations"));
    }

    /** Whether the manifest itself brings the containers, with image and resources, and not an operator. */
    boolean isWhole() {
        return containers().allMatch(container -> container.has("image"));
    }

    /** Whether it is meant to run for ever. */
    boolean isServing() {
        return List.of("Deployment", "StatefulSet", "Service").contains(owner.kind());
    }

    Stream<JsonNode> containers() {
        return Stream.of("initContainers", "containers", "ephemeralContainers")
                .flatMap(kind -> elements(spec.path(kind)));
    }

    Stream<JsonNode> mainContainers() {
        return elements(spec.path("containers"));
    }

    Stream<JsonNode> volumes() {
        return elements(spec.path("volumes"));
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    @Override
    public String toString() {
        return part.isEmpty() ? "pod of " + owner : "pod of %s (%s)".formatted(owner, part);
    }
}
