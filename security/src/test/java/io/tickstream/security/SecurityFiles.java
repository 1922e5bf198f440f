package io.tickstream.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads known-vulnerable.json, a table of our own, and vex.json, which is CycloneDX 1.6. */
final class SecurityFiles {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** The property of a CycloneDX vulnerability that says where a statement holds. */
    private static final String DEPLOYABLE = "tickstream:deployable";

    private SecurityFiles() {}

    static List<Advisory> advisories(Path table) throws IOException {
        List<Advisory> advisories = new ArrayList<>();
        for (JsonNode node : JSON.readTree(table.toFile()).path("advisories")) {
            for (JsonNode affected : node.path("affected")) {
                advisories.add(new Advisory(
                        node.path("id").asText(),
                        affected.path("artifact").asText(),
                        affected.path("versions").asText(),
                        node.path("severity").asText(),
                        node.path("source").asText(),
                        node.path("summary").asText()));
            }
        }
        return advisories;
    }

    static List<Statement> statements(Path vex) throws IOException {
        List<Statement> statements = new ArrayList<>();
        for (JsonNode node : JSON.readTree(vex.toFile()).path("vulnerabilities")) {
            String deployable = null;
            for (JsonNode property : node.path("properties")) {
                if (property.path("name").asText().equals(DEPLOYABLE)) {
                    deployable = property.path("value").asText();
                }
            }
            JsonNode analysis = node.path("analysis");
            for (JsonNode affects : node.path("affects")) {
                String purl = affects.path("ref").asText();
                int at = purl.indexOf('@');
                if (deployable == null || !purl.startsWith("pkg:maven/") || at < 0) {
                    throw new IOException("%s: %s needs the property %s and refs like pkg:maven/group/artifact@1.0"
                            .formatted(vex, node.path("id").asText(), DEPLOYABLE));
                }
                statements.add(new Statement(
                        node.path("id").asText(),
                        deployable,
                        purl.substring("pkg:maven/".length(), at).replace('/', ':'),
                        purl.substring(at + 1),
                        analysis.path("state").asText(),
                        analysis.has("justification")
                                ? analysis.path("justification").asText()
                                : null,
                        analysis.path("detail").asText()));
            }
        }
        return statements;
    }
}
