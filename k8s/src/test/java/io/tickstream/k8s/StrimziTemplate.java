package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How Strimzi writes the template of a pod: the pod's and each container's part beside each other. */
final class StrimziTemplate {
    private StrimziTemplate() {}

    static ObjectNode podSpec(JsonNode template, String... containers) {
        ObjectNode spec = template.path("pod").isObject()
                ? template.path("pod").deepCopy()
                : ((ObjectNode) template).objectNode();
        for (String container : containers) {
            ObjectNode entry = spec.withArray("/containers").addObject();
            entry.put("name", container);
            template.path(container)
                    .properties()
                    .forEach(property -> entry.set(property.getKey(), property.getValue()));
        }
        return spec;
    }
}
