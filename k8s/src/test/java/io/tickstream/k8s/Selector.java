package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which labels an object asks for; one that asks for nothing matches everything. */
record Selector(Map<String, String> labels, Map<String, Set<String>> oneOf) {
    /** As policies and budgets write it: {@code matchLabels} and {@code matchExpressions} with the operator In. */
    static Selector of(JsonNode selector) {
        return new Selector(
                Manifest.texts(selector.path("matchLabels")),
                Pod.elements(selector.path("matchExpressions"))
                        .collect(Collectors.toMap(
                                expression -> expression.path("key").asText(), Selector::values)));
    }

    /** As services write it. */
    static Selector ofService(JsonNode selector) {
        return new Selector(Manifest.texts(selector), Map.of());
    }

    boolean matches(Map<String, String> given) {
        return given.entrySet().containsAll(labels.entrySet())
                && oneOf.entrySet().stream()
                        .allMatch(entry -> entry.getValue().contains(String.valueOf(given.get(entry.getKey()))));
    }

    private static Set<String> values(JsonNode expression) {
        if (!expression.path("operator").asText().equals("In")) {
            throw new AssertionError("This test knows the operator In only, not " + expression);
        }
        return Pod.elements(expression.path("values")).map(JsonNode::asText).collect(Collectors.toSet());
    }
}
