package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What objects keep to that are no pods, or whose pods an operator makes. */
final class ObjectRules {
    private final List<String> findings = new ArrayList<>();

    private ObjectRules() {}

    /** What is wrong with the objects, one line each. */
    static List<String> findings(Manifests manifests) {
        ObjectRules rules = new ObjectRules();
        manifests.all().forEach(rules::check);
        manifests.pods().stream()
                .filter(pod -> List.of("Deployment", "StatefulSet")
                        .contains(pod.owner().kind()))
                .forEach(pod -> rules.require(
                        manifests
                                        .of("policy/PodDisruptionBudget")
                                        .filter(budget -> Selector.of(budget.at("/spec/selector"))
                                                .matches(pod.labels()))
                                        .count()
                                == 1,
                        pod.owner(),
                        "needs one PodDisruptionBudget"));
        return rules.findings;
    }

    private void check(Manifest manifest) {
        require(
                !manifest.kind().equals("Secret"),
                manifest,
                "Secrets are made by k8s/secrets.sh, never kept in a file");
        require(
                manifest.is("Namespace")
                        ? manifest.name().equals("tickstream")
                        : manifest.at("/metadata/namespace").asText().equals("tickstream"),
                manifest,
                "must be in the namespace tickstream");
        require(
                "tickstream".equals(manifest.labels().get("app.kubernetes.io/part-of")),
                manifest,
                "lacks the label app.kubernetes.io/part-of: tickstream");
        switch (manifest.type()) {
            case "Namespace" -> {
                for (String mode : List.of("enforce", "audit", "warn")) {
                    require(
                            "restricted".equals(manifest.labels().get("pod-security.kubernetes.io/" + mode)),
                            manifest,
                            "must %s Pod Security's level restricted".formatted(mode));
                }
            }
            case "ServiceAccount" ->
                require(
                        !manifest.at("/automountServiceAccountToken").asBoolean(true),
                        manifest,
                        "must have automountServiceAccountToken: false");
            case "rbac.authorization.k8s.io/Role" ->
                require(
                        !manifest.at("/rules").toString().contains("\"*\""),
                        manifest,
                        "must not allow everything with *");
            case "kafka.strimzi.io/Kafka" -> {
                resources(manifest, "/spec/entityOperator/topicOperator/resources");
                resources(manifest, "/spec/entityOperator/userOperator/resources");
                for (JsonNode listener : manifest.at("/spec/kafka/listeners")) {
                    require(
                            listener.path("tls").asBoolean() && listener.has("authentication"),
                            manifest,
                            "its listener %s must have TLS and authentication".formatted(listener.path("name")));
                }
                require(
                        manifest.at("/spec/kafka/authorization/type").asText().equals("simple"),
                        manifest,
                        "must authorize by ACLs");
            }
            case "kafka.strimzi.io/KafkaNodePool" -> resources(manifest, "/spec/resources");
            case "kafka.strimzi.io/KafkaUser" -> user(manifest);
            case "cassandra.datastax.com/CassandraDatacenter" -> {
                resources(manifest, "/spec/resources");
                resources(manifest, "/spec/systemLoggerResources");
                resources(manifest, "/spec/configBuilderResources");
                require(
                        manifest.at("/spec/readOnlyRootFilesystem").asBoolean(),
                        manifest,
                        "must have a read-only root");
            }
            case "sparkoperator.k8s.io/SparkApplication" -> spark(manifest);
            default -> {}
        }
    }

    private void user(Manifest user) {
        require(user.at("/spec/authorization/acls").size() > 0, user, "has no ACLs");
        for (JsonNode acl : user.at("/spec/authorization/acls")) {
            require(
                    !acl.at("/resource/name").asText().equals("*")
                            && !acl.path("operations").toString().contains("\"All\""),
                    user,
                    "must not be allowed everything: " + acl);
        }
    }

    // the operator makes requests and limits of these
    private void spark(Manifest job) {
        for (String part : List.of("driver", "executor")) {
            for (String field : List.of("coreRequest", "coreLimit", "memory", "memoryOverhead")) {
                require(
                        job.at("/spec/%s/%s".formatted(part, field)).isTextual(),
                        job,
                        "lacks %s of its %s".formatted(field, part));
            }
        }
        require(
                job.at("/spec/image").asText().matches("[a-z0-9./-]+:\\d[a-z0-9.-]+"),
                job,
                "has the image %s without a version".formatted(job.at("/spec/image")));
        require(
                job.at("/spec/restartPolicy/type").asText().equals("Always"),
                job,
                "must be started again however it ends: restartPolicy Always");
    }

    private void resources(Manifest manifest, String pointer) {
        for (String resource : List.of("requests/cpu", "requests/memory", "limits/cpu", "limits/memory")) {
            require(
                    manifest.at(pointer + "/" + resource).isTextual(),
                    manifest,
                    "lacks %s/%s".formatted(pointer, resource));
        }
    }

    private void require(boolean right, Manifest manifest, String wrong) {
        if (!right) {
            findings.add("%s: %s".formatted(manifest, wrong));
        }
    }
}
