package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What the policies let through between the pods of the namespace. */
final class Network {
    private final List<Manifest> policies;
    private final List<Pod> pods;

    Network(Manifests manifests) {
        policies = manifests.of("networking.k8s.io/NetworkPolicy").toList();
        pods = manifests.pods();
    }

    /** Whether the one may open a connection to the other: its own policies let it out, the other's let it in. */
    boolean allows(Pod from, Pod to, String port) {
        return lets(from, "Egress", "to", to, port) && lets(to, "Ingress", "from", from, port);
    }

    /** Rules that mean nothing, or half of something, one line each. */
    List<String> findings() {
        List<String> findings = new ArrayList<>();
        if (policies.stream().noneMatch(Network::deniesEverything)) {
            findings.add("no policy denies what no other allows");
        }
        for (Manifest policy : policies) {
            Selector selector = Selector.of(policy.at("/spec/podSelector"));
            if (pods.stream().noneMatch(pod -> selector.matches(pod.labels()))) {
                findings.add("%s selects no pod".formatted(policy));
            }
            check(policy, "ingress", "from", findings);
            check(policy, "egress", "to", findings);
        }
        return findings;
    }

    private void check(Manifest policy, String direction, String peers, List<String> findings) {
        boolean declared = policy.at("/spec/policyTypes")
                .toString()
                .toLowerCase(java.util.Locale.ROOT)
                .contains(direction);
        if (policy.at("/spec/" + direction).size() > 0 && !declared) {
            findings.add("%s has rules for %s, which its policyTypes lack".formatted(policy, direction));
        }
        Selector own = Selector.of(policy.at("/spec/podSelector"));
        List<Pod> selected =
                pods.stream().filter(pod -> own.matches(pod.labels())).toList();
        for (JsonNode rule : policy.at("/spec/" + direction)) {
            if (rule.path("ports").isEmpty()) {
                findings.add("%s allows every port".formatted(policy));
            }
            for (JsonNode port : rule.path("ports")) {
                String number = port.path("port").asText();
                if (direction.equals("ingress") && selected.stream().noneMatch(pod -> listens(pod, number))) {
                    findings.add("%s opens port %s, where no pod listens".formatted(policy, number));
                }
                for (JsonNode peer : rule.path(peers)) {
                    if (!peer.has("namespaceSelector") && !peer.has("ipBlock")) {
                        checkPeer(policy, direction, selected, peer, number, findings);
                    }
                }
            }
        }
    }

    // each value of an expression must be some pod's, and the other side must agree
    private void checkPeer(
            Manifest policy, String direction, List<Pod> selected, JsonNode peer, String port, List<String> findings) {
        for (Selector selector : alternatives(Selector.of(peer.path("podSelector")))) {
            List<Pod> others =
                    pods.stream().filter(pod -> selector.matches(pod.labels())).toList();
            if (others.isEmpty()) {
                findings.add("%s means pods with %s, and there are none".formatted(policy, selector.labels()));
                continue;
            }
            boolean agreed = direction.equals("ingress")
                    ? others.stream().anyMatch(from -> selected.stream().anyMatch(to -> connects(from, to, port)))
                    : selected.stream().anyMatch(from -> others.stream().anyMatch(to -> connects(from, to, port)));
            if (!agreed) {
                findings.add("%s allows %s %s on port %s; the other side's policy does not, or nobody listens"
                        .formatted(policy, direction, selector.labels(), port));
            }
        }
    }

    private boolean connects(Pod from, Pod to, String port) {
        return listens(to, port) && allows(from, to, port);
    }

    private static Set<Selector> alternatives(Selector selector) {
        if (selector.oneOf().isEmpty()) {
            return Set.of(selector);
        }
        return selector.oneOf().entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(value -> Map.of(entry.getKey(), value)))
                .map(labels -> new Selector(labels, Map.of()))
                .collect(java.util.stream.Collectors.toSet());
    }

    private static boolean listens(Pod pod, String port) {
        return Ports.of(pod).contains(port);
    }

    private boolean lets(Pod pod, String direction, String peers, Pod other, String port) {
        List<Manifest> mine = policies.stream()
                .filter(policy -> policy.at("/spec/policyTypes").toString().contains(direction))
                .filter(policy -> Selector.of(policy.at("/spec/podSelector")).matches(pod.labels()))
                .toList();
        return mine.isEmpty()
                || mine.stream()
                        .flatMap(policy ->
                                Pod.elements(policy.at("/spec/" + direction.toLowerCase(java.util.Locale.ROOT))))
                        .anyMatch(rule -> meets(rule, peers, other, port));
    }

    private static boolean meets(JsonNode rule, String peers, Pod other, String port) {
        boolean rightPort = ports(rule).anyMatch(port::equals);
        return rightPort
                && Pod.elements(rule.path(peers))
                        .filter(peer -> !peer.has("namespaceSelector") && !peer.has("ipBlock"))
                        .anyMatch(peer -> Selector.of(peer.path("podSelector")).matches(other.labels()));
    }

    private static Stream<String> ports(JsonNode rule) {
        return Pod.elements(rule.path("ports")).map(port -> port.path("port").asText());
    }

    private static boolean deniesEverything(Manifest policy) {
        return policy.at("/spec/podSelector").isEmpty()
                && policy.at("/spec/policyTypes").toString().equals("[\"Ingress\",\"Egress\"]")
                && policy.at("/spec/ingress").isEmpty()
                && policy.at("/spec/egress").isEmpty();
    }
}
