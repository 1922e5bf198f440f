package io.tickstream.k8s;

import static java.util.Map.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.knative.sources.v1.PingSource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads each object with the Java model of its kind, which must know every field. Of two operators there are no models:
 * of theirs, the pod templates are read here, and the rest by {@link CustomResourceSchemas}.
 */
final class TypedModels {
    private static final Map<String, JsonReader> KUBERNETES = Map.ofEntries(
            entry("v1/ConfigMap", V1ConfigMap::fromJson),
            entry("v1/Namespace", V1Namespace::fromJson),
            entry("v1/PersistentVolumeClaim", V1PersistentVolumeClaim::fromJson),
            entry("v1/Service", V1Service::fromJson),
            entry("v1/ServiceAccount", V1ServiceAccount::fromJson),
            entry("apps/v1/Deployment", V1Deployment::fromJson),
            entry("apps/v1/StatefulSet", V1StatefulSet::fromJson),
            entry("batch/v1/CronJob", V1CronJob::fromJson),
            entry("batch/v1/Job", V1Job::fromJson),
            entry("networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::fromJson),
            entry("policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::fromJson),
            entry("rbac.authorization.k8s.io/v1/Role", V1Role::fromJson),
            entry("rbac.authorization.k8s.io/v1/RoleBinding", V1RoleBinding::fromJson));

    private static final Map<String, Class<?>> OPERATORS = Map.of(
            "kafka.strimzi.io/v1/Kafka", Kafka.class,
            "kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class,
            "kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class,
            "kafka.strimzi.io/v1/KafkaUser", KafkaUser.class,
            "serving.knative.dev/v1/Service", io.fabric8.knative.serving.v1.Service.class,
            "sources.knative.dev/v1/PingSource", PingSource.class,
            "monitoring.coreos.com/v1/PodMonitor", PodMonitor.class,
            "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class,
            "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class);

    private static final Map<String, List<String>> TEMPLATES = Map.of(
            "sparkoperator.k8s.io/v1beta2/SparkApplication",
                    List.of("/spec/driver/template", "/spec/executor/template"),
            "cassandra.datastax.com/v1beta1/CassandraDatacenter", List.of("/spec/podTemplateSpec"));

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new NoRoomForUnknownFields())
            .build();

    private TypedModels() {}

    /** What is wrong with the objects, one line each. */
    static List<String> findings(Manifests manifests) {
        return manifests.all().stream().flatMap(TypedModels::findings).toList();
    }

    private static Stream<String> findings(Manifest manifest) {
        return Stream.concat(metadata(manifest), rest(manifest));
    }

    // the same for all kinds
    private static Stream<String> metadata(Manifest manifest) {
        return complaint(
                manifest, () -> V1ObjectMeta.fromJson(manifest.at("/metadata").toString()));
    }

    private static Stream<String> rest(Manifest manifest) {
        String type = manifest.apiVersion() + "/" + manifest.kind();
        if (KUBERNETES.containsKey(type)) {
            return complaint(
                    manifest, () -> KUBERNETES.get(type).read(manifest.json().toString()));
        }
        if (OPERATORS.containsKey(type)) {
            return complaint(manifest, () -> read(manifest.json(), OPERATORS.get(type)));
        }
        if (TEMPLATES.containsKey(type)) {
            return TEMPLATES.get(type).stream()
                    .flatMap(template -> complaint(manifest, () -> read(manifest.at(template), PodTemplateSpec.class)));
        }
        return Stream.of(
                "%s: the kind %s is not known; spell it right, or give this test its model".formatted(manifest, type));
    }

    private static void read(JsonNode json, Class<?> model) throws JsonProcessingException {
        STRICT.treeToValue(json, model);
    }

    private static Stream<String> complaint(Manifest manifest, Reading reading) {
        try {
            reading.run();
            return Stream.empty();
        } catch (IOException | IllegalArgumentException | com.google.gson.JsonParseException e) {
            return Stream.of("%s: %s".formatted(manifest, e.getMessage()));
        }
    }

    private interface JsonReader {
        Object read(String json) throws IOException;
    }

    private interface Reading {
        void run() throws IOException;
    }

    /** fabric8's and Strimzi's models have room for fields of later versions, into which a typo would fall. */
    private static final class NoRoomForUnknownFields extends JacksonAnnotationIntrospector {
        @Override
        public Boolean hasAnySetter(com.fasterxml.jackson.databind.introspect.Annotated annotated) {
            return annotated instanceof AnnotatedMember ? Boolean.FALSE : null;
        }
    }
}
