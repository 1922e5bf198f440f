package io.tickstream.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The panels of the dashboards and their variables, with their queries as Grafana sends them. */
public record Panels(List<Query> queries, List<Variable> variables) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern RANGE = Pattern.compile("now-(\\d+)([mhd])");
    private static final Pattern QUOTED = Pattern.compile("\\$\\{(\\w+):sqlstring}");

    /**
     * One query.
     *
     * @param dashboard its title
     * @param range of time that the dashboard shows when it is opened
     * @param panel dashboard and title, for messages
     * @param type the panel's kind, such as timeseries
     * @param text CQL or PromQL, with Grafana's variables and macros in it
     */
    public record Query(String dashboard, Duration range, String panel, String type, String dataSource, String text) {
        /** Whether it asks Cassandra, and not Prometheus. */
        public boolean isCql() {
            return dataSource.equals("hadesarchitect-cassandra-datasource");
        }

        /**
         * The CQL for a time range: Grafana fills in the variables, then the plug-in the macros; its raw mode knows
         * these and no others.
         *
         * @param values what is chosen of each variable, by its name
         */
        public String cql(Instant from, Instant to, Map<String, List<String>> values) {
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
    public record Variable(String dashboard, String name, String text) {
        /** The CQL that the plug-in sends: for variables it knows no macro, and Grafana fills in its own. */
        public String cql(Instant from, Instant to) {
            return text.replace("${__from}", String.valueOf(from.toEpochMilli()))
                    .replace("${__to}", String.valueOf(to.toEpochMilli()));
        }
    }

    /**
     * All values of all variables, as they are chosen by default.
     *
     * @param ask runs CQL and gives the first column
     */
    public Map<String, List<String>> values(Function<String, List<String>> ask, Instant from, Instant to) {
        return variables.stream()
                .collect(Collectors.toMap(Variable::name, variable -> ask.apply(variable.cql(from, to)).stream()
                        .sorted()
                        .toList()));
    }

    /**
     * Reads all dashboards.
     *
     * @param folder this module's
     */
    public static Panels read(Path folder) throws IOException {
        List<Query> queries = new ArrayList<>();
        List<Variable> variables = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("grafana"))) {
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
                                range(dashboard.at("/time/from").asText()),
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

    /** Grafana's now-6h, in minutes, hours or days. */
    private static Duration range(String from) {
        Matcher range = RANGE.matcher(from);
        if (!range.matches()) {
            throw new IllegalArgumentException(
                    "A dashboard begins at '%s'; known is now-6h and the like".formatted(from));
        }
        long number = Long.parseLong(range.group(1));
        return switch (range.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** The alert rules, as text. */
    public static List<String> alertFiles(Path folder) throws IOException {
        List<String> rules = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("alerts"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                rules.add(Files.readString(file, UTF_8));
            }
        }
        return rules;
    }
}
