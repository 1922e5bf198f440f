package io.tickstream.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The columns of a panel's table, from its query through its transformations. Grafana skips one that finds nothing. */
record Columns(String panel, List<String> names) {
    private static final Pattern SELECTED = Pattern.compile("^SELECT (.+) FROM ");
    private static final Pattern BETWEEN = Pattern.compile(", ");

    /** What the query selects; nothing for a query of Prometheus, which names its columns itself. */
    static Columns of(JsonNode panel) {
        List<String> names = new ArrayList<>();
        Matcher selected = SELECTED.matcher(panel.at("/targets/0/target").asText());
        if (selected.find()) {
            for (String selector : BETWEEN.split(selected.group(1), -1)) {
                names.add(selector.substring(selector.lastIndexOf(' ') + 1)); // after AS
            }
        }
        return new Columns(panel.path("title").asText(), names);
    }

    /**
     * What a transformation leaves.
     *
     * @throws IllegalStateException if a column that it names is not there
     */
    Columns after(JsonNode transformation) {
        JsonNode options = transformation.path("options");
        return switch (transformation.path("id").asText()) {
            case "merge", "limit" -> this;
            case "sortBy" -> {
                options.path("sort").forEach(sort -> find(sort.path("field").asText()));
                yield this;
            }
            case "organize" -> {
                options.path("excludeByName").fieldNames().forEachRemaining(this::find);
                options.path("renameByName").fieldNames().forEachRemaining(this::find);
                List<String> left = new ArrayList<>(names);
                left.removeIf(options.path("excludeByName")::has);
                left.replaceAll(name -> options.path("renameByName").path(name).asText(name));
                yield new Columns(panel, left);
            }
            case "groupBy" -> {
                List<String> groups = new ArrayList<>();
                List<String> sums = new ArrayList<>();
                options.path("fields").properties().forEach(field -> {
                    find(field.getKey());
                    if (field.getValue().path("operation").asText().equals("groupby")) {
                        groups.add(field.getKey());
                    } else {
                        field.getValue()
                                .path("aggregations")
                                .forEach(sum -> sums.add("%s (%s)".formatted(field.getKey(), sum.asText())));
                    }
                });
                groups.addAll(sums);
                yield new Columns(panel, groups);
            }
            case "calculateField" -> {
                String left = options.at("/binary/left/matcher/options").asText();
                String right = options.at("/binary/right/matcher/options").asText();
                find(left);
                find(right);
                List<String> more = new ArrayList<>(names);
                more.add("%s %s %s"
                        .formatted(left, options.at("/binary/operator").asText(), right));
                yield new Columns(panel, more);
            }
            case "groupingToMatrix" -> {
                String row = options.path("rowField").asText();
                String column = options.path("columnField").asText();
                find(row);
                find(column);
                find(options.path("valueField").asText());
                yield new Columns(panel, List.of(row + "\\" + column)); // and one for each value, known to data only
            }
            default ->
                throw new IllegalStateException(
                        "%s: the transformation %s is not known here; say what it does to columns"
                                .formatted(panel, transformation.path("id").asText()));
        };
    }

    private void find(String name) {
        if (!names.contains(name)) {
            throw new IllegalStateException("%s: there is no column %s; there are %s".formatted(panel, name, names));
        }
    }
}
