package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The panels of the dashboards, with their queries as Grafana sends them. */
record Panels(List<Query> queries) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One query.
     *
     * @param panel dashboard and title, for messages
     * @param type the panel's kind, such as timeseries
     * @param text CQL or PromQL, with Grafana's macros in it
     */
    record Query(String panel, String type, String dataSource, String text) {
        boolean isCql() {
            return dataSource.equals("hadesarchitect-cassandra-datasource");
        }

        /** The CQL that the plug-in sends for a time range: its raw mode knows these macros and no others. */
        String cql(Instant from, Instant to) {
            return text.replace("$__timeFrom", String.valueOf(from.toEpochMilli()))
                    .replace("$__timeTo", String.valueOf(to.toEpochMilli()));
        }

        @Override
        public String toString() {
            return panel;
        }
    }

    static Panels read() throws IOException {
        List<Query> queries = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder().resolve("grafana"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JsonNode dashboard = JSON.readTree(file.toFile());
                for (JsonNode panel : dashboard.path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        queries.add(new Query(
                                "%s: %s %s"
                                        .formatted(
                                                dashboard.path("title").asText(),
                                                panel.path("title").asText(),
                                                target.path("refId").asText()),
                                panel.path("type").asText(),
                                target.path("datasource").path("type").asText(),
                                target.path("target").asText(target.path("expr").asText())));
                    }
                }
            }
        }
        return new Panels(List.copyOf(queries));
    }

    /** The alert rules, as text. */
    static List<String> alertFiles() throws IOException {
        List<String> rules = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder().resolve("alerts"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                rules.add(Files.readString(file, UTF_8));
            }
        }
        return rules;
    }

    private static Path folder() {
        return Path.of(System.getProperty("tickstream.root"), "dashboards");
    }
}
