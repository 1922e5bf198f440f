package io.tickstream.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alert rules and PromQL by Prometheus' own tool. */
class PromtoolTest {
    @BeforeAll
    static void promtoolIsThere() {
        boolean found = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        assumeTrue(
                found,
                "promtool is not on the path; install it to check rules and queries: apt-get install prometheus");
    }

    @Test
    void the_alert_rules_are_well_formed() throws IOException, InterruptedException {
        assertThat(promtool("check", "rules", files("alerts"))).startsWith("0\n");
    }

    @Test
    void the_alerts_fire_when_they_should_and_at_no_other_time() throws IOException, InterruptedException {
        assertThat(promtool("test", "rules", files("src/test/promtool"))).startsWith("0\n");
    }

    @Test
    void a_threshold_that_is_changed_fails_the_rules_tests(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path alerts = Files.createDirectories(folder.resolve("alerts"));
        Path tests = Files.createDirectories(folder.resolve("src/test/promtool"));
        for (Path file : files("alerts")) {
            String rules =
                    Files.readString(file, UTF_8).replace("[5m]", "[50m]").replace("> 120", "> 12000");
            Files.writeString(alerts.resolve(file.getFileName()), rules);
        }
        List<Path> copies = new ArrayList<>();
        for (Path file : files("src/test/promtool")) {
            copies.add(Files.copy(file, tests.resolve(file.getFileName())));
        }

        for (Path copy : copies) {
            assertThat(promtool("test", "rules", List.of(copy)))
                    .startsWith("1\n")
                    .contains("FAILED");
        }
    }

    @Test
    void every_query_of_a_panel_is_promql(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> queries = Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.targets(Dashboard.PROMETHEUS))
                .map(target -> target.path("expr").asText().replace("$__rate_interval", "1m"))
                .toList();
        assertThat(queries).hasSizeGreaterThan(10).noneMatch(query -> query.contains("$"));

        assertThat(promtool("check", "rules", List.of(rules(folder, queries)))).startsWith("0\n");
        assertThat(promtool("check", "rules", List.of(rules(folder, List.of("sum(rate(up[1m])")))))
                .startsWith("1\n");
    }

    /** A file of recording rules, since promtool checks queries only as part of rules. */
    private static Path rules(Path folder, List<String> queries) throws IOException {
        String rules = queries.stream()
                .map(query ->
                        "      - record: panel:query\n        labels: {n: \"%d\"}\n        expr: >-\n          %s\n"
                                .formatted(queries.indexOf(query), query))
                .collect(Collectors.joining("", "groups:\n  - name: panels\n    rules:\n", ""));
        return Files.writeString(folder.resolve("rules.yaml"), rules);
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Dashboard.folder().resolve(folder))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    /** Exit status, line end, and what it said. */
    private static String promtool(String command, String what, List<Path> files)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("promtool", command, what));
        files.forEach(file -> arguments.add(file.toString()));
        Process process =
                new ProcessBuilder(arguments).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        return process.waitFor() + "\n" + said;
    }
}
