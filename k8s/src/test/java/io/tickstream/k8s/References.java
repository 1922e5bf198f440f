package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether what objects name is there: objects, their keys, volumes, paths, hosts and ports. */
final class References {
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:^|=|//)([a-z][a-z0-9-]*):(\\d+)(?:/.*)?$", Pattern.MULTILINE);

    private final Manifests manifests;
    private final Map<String, Set<String>> secrets;
    private final List<String> findings = new ArrayList<>();

    private References(Manifests manifests) {
        this.manifests = manifests;
        this.secrets = Secrets.existing(manifests);
    }

    /** What dangles, one line each. */
    static List<String> findings(Manifests manifests) {
        References references = new References(manifests);
        manifests.pods().forEach(references::check);
        manifests.all().forEach(references::check);
        return references.findings;
    }

    private void check(Pod pod) {
        String account = pod.owner().is("sparkoperator.k8s.io/SparkApplication")
                ? pod.owner()
                        .at("/spec/%s/serviceAccount".formatted(pod.part()))
                        .asText()
                : pod.spec().path("serviceAccountName").asText();
        if (!account.isEmpty()) {
            object(pod, "ServiceAccount", account);
        }
        pod.containers().forEach(container -> {
            for (JsonNode variable : container.path("env")) {
                configMap(pod, variable.at("/valueFrom/configMapKeyRef"), "name", key(variable, "configMapKeyRef"));
                secret(pod, variable.at("/valueFrom/secretKeyRef"), "name", key(variable, "secretKeyRef"));
            }
            for (JsonNode source : container.path("envFrom")) {
                configMap(pod, source.path("configMapRef"), "name", Set.of());
                secret(pod, source.path("secretRef"), "name", Set.of());
            }
            paths(pod, container);
        });
        Set<String> volumes = new HashSet<>();
        pod.volumes().forEach(volume -> {
            volumes.add(volume.path("name").asText());
            configMap(pod, volume.path("configMap"), "name", items(volume.path("configMap")));
            secret(pod, volume.path("secret"), "secretName", items(volume.path("secret")));
            for (JsonNode source : volume.at("/projected/sources")) {
                configMap(pod, source.path("configMap"), "name", items(source.path("configMap")));
                secret(pod, source.path("secret"), "name", items(source.path("secret")));
            }
            if (volume.has("persistentVolumeClaim")) {
                object(
                        pod,
                        "PersistentVolumeClaim",
                        volume.at("/persistentVolumeClaim/claimName").asText());
            }
        });
        for (JsonNode claim : pod.owner().at("/spec/volumeClaimTemplates")) {
            volumes.add(claim.at("/metadata/name").asText());
        }
        Set<String> mounted = pod.containers()
                .flatMap(container -> Pod.elements(container.path("volumeMounts")))
                .map(mount -> mount.path("name").asText())
                .collect(Collectors.toSet());
        require(volumes.equals(mounted), pod, "has the volumes %s and mounts %s".formatted(volumes, mounted));
    }

    private static Set<String> key(JsonNode variable, String source) {
        return Set.of(variable.at("/valueFrom/%s/key".formatted(source)).asText());
    }

    private static Set<String> items(JsonNode source) {
        return Pod.elements(source.path("items"))
                .map(item -> item.path("key").asText())
                .collect(Collectors.toSet());
    }

    // what settings say of files must be mounted
    private void paths(Pod pod, JsonNode container) {
        Set<String> mounts = Pod.elements(container.path("volumeMounts"))
                .map(mount -> mount.path("mountPath").asText())
                .collect(Collectors.toSet());
        settings(pod, container)
                .map(value -> value.replaceFirst("^file://", ""))
                .filter(value -> value.startsWith("/etc/tickstream/") || value.startsWith("/var/lib/tickstream/"))
                .forEach(path -> require(
                        mounts.stream().anyMatch(mount -> path.equals(mount) || path.startsWith(mount + "/")),
                        pod,
                        "has a setting that names %s, where nothing is mounted".formatted(path)));
    }

    private Stream<String> settings(Pod pod, JsonNode container) {
        Stream<String> own = Pod.elements(container.path("env"))
                .map(variable -> variable.path("value").asText());
        Stream<String> shared = Pod.elements(container.path("envFrom"))
                .map(source -> source.at("/configMapRef/name").asText())
                .flatMap(name -> manifests.find("ConfigMap", name).stream())
                .flatMap(map -> Manifest.texts(map.at("/data")).values().stream());
        Stream<String> spark = pod.part().equals("driver")
                ? Manifest.texts(pod.owner().at("/spec/sparkConf")).values().stream()
                : Stream.empty();
        return Stream.of(own, shared, spark).flatMap(values -> values);
    }

    private void check(Manifest manifest) {
        switch (manifest.type()) {
            case "rbac.authorization.k8s.io/RoleBinding" -> {
                object(
                        manifest,
                        manifest.at("/roleRef/apiGroup").asText() + "/Role",
                        manifest.at("/roleRef/name").asText());
                for (JsonNode subject : manifest.at("/subjects")) {
                    object(
                            manifest,
                            subject.path("kind").asText(),
                            subject.path("name").asText());
                    require(
                            subject.path("namespace").asText().equals("tickstream"),
                            manifest,
                            "means an account of another namespace");
                }
            }
            case "sources.knative.dev/PingSource" ->
                object(
                        manifest,
                        "serving.knative.dev/Service",
                        manifest.at("/spec/sink/ref/name").asText());
            case "kafka.strimzi.io/KafkaNodePool", "kafka.strimzi.io/KafkaTopic", "kafka.strimzi.io/KafkaUser" ->
                object(manifest, "kafka.strimzi.io/Kafka", manifest.labels().get("strimzi.io/cluster"));
            case "apps/StatefulSet" ->
                object(manifest, "Service", manifest.at("/spec/serviceName").asText());
            case "cassandra.datastax.com/CassandraDatacenter" -> {
                secret(manifest, manifest.at("/spec"), "superuserSecretName", Set.of("username", "password"));
                secret(manifest, manifest.at("/spec"), "configSecret", Set.of("config"));
            }
            case "Service" -> service(manifest);
            case "policy/PodDisruptionBudget" -> selected(manifest, Selector.of(manifest.at("/spec/selector")));
            case "monitoring.coreos.com/PodMonitor" -> podMonitor(manifest);
            case "monitoring.coreos.com/ServiceMonitor" -> serviceMonitor(manifest);
            case "ConfigMap" -> Manifest.texts(manifest.at("/data")).values().forEach(text -> hosts(manifest, text));
            case "sparkoperator.k8s.io/SparkApplication" ->
                Manifest.texts(manifest.at("/spec/sparkConf")).values().forEach(text -> hosts(manifest, text));
            default -> {}
        }
        Pod.of(manifest)
                .flatMap(Pod::containers)
                .flatMap(container -> Pod.elements(container.path("env")))
                .forEach(variable -> hosts(manifest, variable.path("value").asText()));
    }

    private void service(Manifest service) {
        List<Pod> pods = selected(service, Selector.ofService(service.at("/spec/selector")));
        for (JsonNode port : service.at("/spec/ports")) {
            require(
                    pods.stream().allMatch(pod -> Ports.of(pod)
                            .contains(port.path("targetPort").asText())),
                    service,
                    "leads to port %s, where its pods do not listen".formatted(port.path("targetPort")));
        }
    }

    private void podMonitor(Manifest monitor) {
        List<Pod> pods = selected(monitor, Selector.of(monitor.at("/spec/selector")));
        for (JsonNode endpoint : monitor.at("/spec/podMetricsEndpoints")) {
            require(
                    pods.stream().allMatch(pod -> Ports.of(pod)
                            .contains(endpoint.path("portNumber").asText())),
                    monitor,
                    "asks port %s, where its pods do not listen".formatted(endpoint.path("portNumber")));
        }
    }

    private void serviceMonitor(Manifest monitor) {
        List<Manifest> services = manifests
                .of("Service")
                .filter(service -> Selector.of(monitor.at("/spec/selector")).matches(service.labels()))
                .toList();
        require(!services.isEmpty(), monitor, "selects no Service");
        for (JsonNode endpoint : monitor.at("/spec/endpoints")) {
            require(
                    services.stream()
                            .flatMap(service -> Pod.elements(service.at("/spec/ports")))
                            .anyMatch(port -> port.path("name").equals(endpoint.path("port"))),
                    monitor,
                    "names the port %s, which the Service lacks".formatted(endpoint.path("port")));
        }
    }

    private List<Pod> selected(Manifest by, Selector selector) {
        List<Pod> pods = manifests.pods().stream()
                .filter(pod -> selector.matches(pod.labels()))
                .toList();
        require(!pods.isEmpty(), by, "selects no pod");
        return pods;
    }

    private void hosts(Manifest manifest, String text) {
        Matcher named = HOST_AND_PORT.matcher(text);
        while (named.find()) {
            require(
                    reachable(named.group(1), named.group(2)),
                    manifest,
                    "names %s:%s, and there is no such Service".formatted(named.group(1), named.group(2)));
        }
    }

    private boolean reachable(String host, String port) {
        boolean service = manifests
                .find("Service", host)
                .filter(found -> Pod.elements(found.at("/spec/ports"))
                        .anyMatch(offered -> offered.path("port").asText().equals(port)))
                .isPresent();
        return service
                || manifests
                        .of("kafka.strimzi.io/Kafka")
                        .filter(kafka -> host.equals(kafka.name() + "-kafka-bootstrap"))
                        .flatMap(kafka -> Pod.elements(kafka.at("/spec/kafka/listeners")))
                        .anyMatch(listener -> listener.path("port").asText().equals(port));
    }

    private void configMap(Object by, JsonNode reference, String field, Set<String> keys) {
        if (reference.has(field)) {
            String name = reference.path(field).asText();
            object(by, "ConfigMap", name);
            manifests
                    .find("ConfigMap", name)
                    .ifPresent(map -> keys.forEach(key -> require(
                            map.at("/data").has(key),
                            by,
                            "wants %s of ConfigMap %s, which lacks it".formatted(key, name))));
        }
    }

    private void secret(Object by, JsonNode reference, String field, Set<String> keys) {
        if (reference.has(field)) {
            String name = reference.path(field).asText();
            require(
                    secrets.getOrDefault(name, Set.of()).containsAll(keys) && secrets.containsKey(name),
                    by,
                    "wants %s of Secret %s, which nobody makes".formatted(keys, name));
        }
    }

    private void object(Object by, String type, String name) {
        require(manifests.has(type, name), by, "names the %s %s, which is not there".formatted(type, name));
    }

    private void require(boolean right, Object by, String wrong) {
        if (!right) {
            findings.add("%s: %s".formatted(by, wrong));
        }
    }
}
