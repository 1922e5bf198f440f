package io.tickstream.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One dashboard as it is on disk. */
record Dashboard(Path file, JsonNode json) {
    static final String CASSANDRA = "hadesarchitect-cassandra-datasource";
    static final String PROMETHEUS = "prometheus";

    private static final ObjectMapper JSON = new ObjectMapper();

    static List<Dashboard> all() {
        try (Stream<Path> files = Files.walk(folder().resolve("grafana"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Dashboard::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the dashboards", e);
        }
    }

    /** The module's folder. */
    static Path folder() {
        String root = System.getProperty("tickstream.root");
        if (root == null) {
            throw new IllegalStateException("tickstream.root is not set; run the tests with Maven, which sets it");
        }
        return Path.of(root, "dashboards");
    }

    private static Dashboard read(Path file) {
        try {
            return new Dashboard(file, JSON.readTree(Files.readString(file, UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the dashboard " + file, e);
        }
    }

    List<JsonNode> panels() {
        return elements(json.path("panels"));
    }

    List<JsonNode> variables() {
        return elements(json.at("/templating/list"));
    }

    /** The queries of all panels for one kind of data source. */
    Stream<JsonNode> targets(String type) {
        return panels().stream()
                .flatMap(panel -> elements(panel.path("targets")).stream())
                .filter(target ->
                        target.path("datasource").path("type").asText().equals(type));
    }

    static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    @Override
    public String toString() {
        return folder().relativize(file).toString();
    }
}
