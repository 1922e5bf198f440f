package io.tickstream.benchmarks.landing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The CQL of all dashboards as Grafana sends it when somebody opens them. */
final class DashboardQueries {
    private static final String PLUGIN = "hadesarchitect-cassandra-datasource";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern RANGE = Pattern.compile("now-(\\d+)([mhd])");
    private static final Pattern DAY = Pattern.compile("\\$\\{__(from|to):date:YYYY-MM-DD}");

    private DashboardQueries() {}

    /**
     * A panel's query.
     *
     * @param panel dashboard and title
     */
    record Query(String panel, String cql) {}

    /**
     * Reads them all.
     *
     * @param folder where the dashboards are
     * @param now taken for the end of the time range, which is the dashboard's own
     * @param values of the variables that a query may have, as Grafana writes them into it
     */
    static List<Query> read(Path folder, Instant now, Map<String, String> values) throws IOException {
        List<Query> queries = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JsonNode dashboard = JSON.readTree(file.toFile());
                Instant from =
                        now.minus(range(dashboard.path("time").path("from").asText()));
                for (JsonNode panel : dashboard.path("panels")) {
                    for (JsonNode target : panel.path("targets")) {
                        if (target.path("datasource").path("type").asText().equals(PLUGIN)) {
                            queries.add(new Query(
                                    "%s: %s"
                                            .formatted(
                                                    dashboard.path("title").asText(),
                                                    panel.path("title").asText()),
                                    substituted(target.path("target").asText(), from, now, values)));
                        }
                    }
                }
            }
        }
        return queries;
    }

    private static Duration range(String from) {
        Matcher range = RANGE.matcher(from);
        if (!range.matches()) {
            return Duration.ofHours(6);
        }
        long number = Long.parseLong(range.group(1));
        return switch (range.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static String substituted(String cql, Instant from, Instant to, Map<String, String> values) {
        String text = cql.replace("$__timeFrom", String.valueOf(from.toEpochMilli()))
                .replace("$__timeTo", String.valueOf(to.toEpochMilli()));
        text = DAY.matcher(text)
                .replaceAll(day -> LocalDate.ofInstant(day.group(1).equals("from") ? from : to, ZoneOffset.UTC)
                        .toString());
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace(value.getKey(), value.getValue());
        }
        return text;
    }
}
