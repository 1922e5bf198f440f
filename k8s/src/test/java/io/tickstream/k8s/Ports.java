package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Where pods listen. */
final class Ports {
    /** What operators open in the pods that they make; Knative its queue proxy, beside the container's own port. */
    private static final Map<String, Set<String>> OF_OPERATORS = Map.of(
            "Kafka/broker", Set.of("8443", "9090", "9091", "9404"),
            "Kafka/entity operator", Set.of(),
            "CassandraDatacenter/", Set.of("7000", "7001", "8080", "9000", "9042"),
            "SparkApplication/driver", Set.of("4040", "7078", "7079"),
            "SparkApplication/executor", Set.of("7079"),
            "Service/", Set.of("8012", "8013", "8112", "9090"));

    private Ports() {}

    /** By number, and by name where they have one. */
    static Set<String> of(JsonNode container) {
        Set<String> ports = new HashSet<>();
        for (JsonNode port : container.path("ports")) {
            ports.add(port.path("containerPort").asText());
            if (port.has("name")) {
                ports.add(port.path("name").asText());
            }
        }
        return ports;
    }

    static Set<String> of(Pod pod) {
        Set<String> ports = new HashSet<>(OF_OPERATORS.getOrDefault(pod.owner().kind() + "/" + pod.part(), Set.of()));
        pod.containers().forEach(container -> ports.addAll(of(container)));
        if (pod.part().equals("broker")) {
            pod.owner()
                    .at("/spec/kafka/listeners")
                    .forEach(listener -> ports.add(listener.path("port").asText()));
        }
        return ports;
    }
}
