package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What every pod keeps to: Pod Security's level "restricted", and what it does not ask for but we do. */
final class PodRules {
    private static final Set<String> VOLUMES =
            Set.of("name", "configMap", "secret", "emptyDir", "projected", "persistentVolumeClaim");
    private static final Pattern SECRET_NAME = Pattern.compile(".*(PASSWORD|TOKEN|JAAS_CONFIG|SECRET)");
    /** Tags, but none that moves. */
    private static final Pattern FIXED_IMAGE =
            Pattern.compile("[a-z0-9./-]+:v?\\d+\\.\\d+(\\.\\d+)?([.-][a-z0-9.-]+)?");

    private final List<String> findings = new ArrayList<>();

    private PodRules() {}

    /** What is wrong with the pods of the objects, one line each. */
    static List<String> findings(Manifests manifests) {
        PodRules rules = new PodRules();
        manifests.pods().forEach(rules::check);
        return rules.findings;
    }

    private void check(Pod pod) {
        for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
            require(!pod.spec().path(field).asBoolean(), pod, "must not use " + field);
        }
        pod.volumes().forEach(volume -> volume.fieldNames()
                .forEachRemaining(
                        field -> require(VOLUMES.contains(field), pod, "must not have a volume of type " + field)));
        require(pod.containers().findAny().isPresent(), pod, "has no container");
        require(
                !pod.spec().path("enableServiceLinks").asBoolean(true),
                pod,
                "must not get every service as variables: enableServiceLinks: false");
        pod.containers().forEach(container -> check(pod, container));
        if (pod.isWhole()) {
            require(
                    !pod.spec().path("automountServiceAccountToken").asBoolean(true),
                    pod,
                    "must not get a token of the API server: automountServiceAccountToken: false");
            pod.containers().forEach(container -> checkWhole(pod, container));
        }
        if (pod.isServing()) {
            pod.mainContainers().forEach(container -> checkProbes(pod, container));
        }
    }

    private void check(Pod pod, JsonNode container) {
        JsonNode ofPod = pod.spec().path("securityContext");
        JsonNode own = container.path("securityContext");
        String name = "container " + container.path("name").asText();
        require(first(own, ofPod, "/runAsNonRoot").asBoolean(), pod, name + " must have runAsNonRoot: true");
        require(first(own, ofPod, "/runAsUser").asInt(1) != 0, pod, name + " must not run as user 0");
        require(
                first(own, ofPod, "/seccompProfile/type").asText().matches("RuntimeDefault|Localhost"),
                pod,
                name + " must have the seccompProfile RuntimeDefault");
        require(
                !own.path("allowPrivilegeEscalation").asBoolean(true),
                pod,
                name + " must have allowPrivilegeEscalation: false");
        require(!own.path("privileged").asBoolean(), pod, name + " must not be privileged");
        require(
                own.at("/capabilities/drop").toString().equals("[\"ALL\"]")
                        && !own.path("capabilities").has("add"),
                pod,
                name + " must drop ALL capabilities and add none");
        // Kafka's start script writes into the image, and Strimzi offers no volume for it
        require(
                own.path("readOnlyRootFilesystem").asBoolean() || pod.owner().is("kafka.strimzi.io/Kafka"),
                pod,
                name + " must have readOnlyRootFilesystem: true");
        container
                .path("ports")
                .forEach(port -> require(!port.has("hostPort"), pod, name + " must not have a hostPort"));
        for (JsonNode variable : container.path("env")) {
            String variableName = variable.path("name").asText();
            require(
                    !SECRET_NAME.matcher(variableName).matches() || !variable.has("value"),
                    pod,
                    "%s has %s in plain text; it belongs into a Secret".formatted(name, variableName));
        }
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            JsonNode port = container.at("/%s/httpGet/port".formatted(probe));
            JsonNode named = port.isMissingNode() ? container.at("/%s/tcpSocket/port".formatted(probe)) : port;
            require(
                    named.isMissingNode() || Ports.of(container).contains(named.asText()),
                    pod,
                    "%s: %s asks port %s, which is not one of its ports".formatted(name, probe, named));
        }
    }

    private void checkWhole(Pod pod, JsonNode container) {
        String name = "container " + container.path("name").asText();
        String image = container.path("image").asText();
        require(
                FIXED_IMAGE.matcher(image).matches(),
                pod,
                "%s has the image %s without a version".formatted(name, image));
        require(
                container.path("imagePullPolicy").asText().equals("IfNotPresent"),
                pod,
                name + " must have imagePullPolicy: IfNotPresent");
        for (String resource : List.of("requests/cpu", "requests/memory", "limits/cpu", "limits/memory")) {
            require(container.at("/resources/" + resource).isTextual(), pod, name + " lacks resources/" + resource);
        }
    }

    private void checkProbes(Pod pod, JsonNode container) {
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            require(
                    container.has(probe),
                    pod,
                    "container %s lacks a %s".formatted(container.path("name").asText(), probe));
        }
    }

    private static JsonNode first(JsonNode own, JsonNode ofPod, String pointer) {
        return own.at(pointer).isMissingNode() ? ofPod.at(pointer) : own.at(pointer);
    }

    private void require(boolean right, Pod pod, String wrong) {
        if (!right) {
            findings.add("%s: %s".formatted(pod, wrong));
        }
    }
}
