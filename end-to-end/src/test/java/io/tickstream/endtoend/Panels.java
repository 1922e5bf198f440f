package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The panels of the dashboards and their variables, with their queries as Grafana sends them. */
record Panels(List<Query> queries, List<Variable> variables) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern QUOTED = Pattern.compile("\\$\\{(\\w+):sqlstring}");

    /**
     * One query.
     *
     * @param dashboard its title
     * @param panel dashboard and title, for messages
     * @param type the panel's kind, such as timeseries
     * @param text CQL or PromQL, with Grafana's variables and macros in it
     */
    record Query(String dashboard, String panel, String type, String dataSource, String text) {
        boolean isCql() {
            return dataSource.equals("hadesarchitect-cassandra-datasource");
        }

        /**
         * The CQL for a time range: Grafana fills in the variables, then the plug-in the macros; its raw mode knows
         * these and no others.
         *
         * @param values what is chosen of each variable, by its name
         */
        String cql(Instant from, Instant to, Map<String, List<String>> values) {
            return QUOTED.matcher(text)
                    .replaceAll(variable -> Matcher.quoteReplacement(values.get(variable.group(1)).stream()
                            .map(Query::sqlString)
                            .collect(Collectors.joining(","))))
                    .replace("$__timeFrom", String.valueOf(from.toEpochMilli()))
                    .replace("$__timeTo", String.valueOf(to.toEpochMilli()));
        }

        private static String sqlString(String value) {
            return "'" + value.replace("'", "''") + "'";
        }

        @Override
        public String toString() {
            return panel;
        }
    }

    /**
     * A variable of a dashboard.
     *
     * @param text the CQL that gives its values, with Grafana's own variables in it
     */
    record Variable(String dashboard, String name, String text) {
        /** The CQL that the plug-in sends: for variables it knows no macro, and Grafana fills in its own. */
        String cql(Instant from, Instant to) {
            return text.replace("${__from}", String.valueOf(from.toEpochMilli()))
                    .replace("${__to}", String.valueOf(to.toEpochMilli()));
        }
    }

    /** All values of all variables, as they are chosen by default. */
    Map<String, List<String>> values(CqlSession session, Instant from, Instant to) {
        return variables.stream()
                .collect(Collectors.toMap(
                        Variable::name, variable -> session.execute(variable.cql(from, to)).all().stream()
                                .map(row -> row.getString(0))
                                .sorted()
                                .toList()));
    }

    static Panels read() throws IOException {
        List<Query> queries = new ArrayList<>();
        List<Variable> variables = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder().resolve("grafana"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JsonNode dashboard = JSON.readTree(file.toFile());
                for (JsonNode variable : dashboard.at("/templating/list")) {
                    variables.add(new Variable(
                            dashboard.path("title").asText(),
                            variable.path("name").asText(),
                            variable.at("/query/query").asText()));
                }
                for (JsonNode panel : dashboard.path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        queries.add(new Query(
                                dashboard.path("title").asText(),
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
        return new Panels(List.copyOf(queries), List.copyOf(variables));
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
