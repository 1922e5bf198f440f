package io.tickstream.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What Grafana would find wrong, found without Grafana. That the queries work, end-to-end's DashboardsIT shows. */
class DashboardsTest {
    private static final int COLUMNS = 24;
    private static final Pattern TABLE = Pattern.compile(" FROM spark_streams\\.(\\w+) ");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(:\\w+)?}");

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_dashboard_is_valid_by_grafanas_schema_and_a_broken_one_is_not(Dashboard dashboard) throws IOException {
        JsonSchema schema = schema();
        assertThat(schema.validate(dashboard.json())).isEmpty();

        ObjectNode broken = dashboard.json().deepCopy();
        ((ObjectNode) broken.path("panels").get(0)).put("gridPos", "top left");
        assertThat(schema.validate(broken)).isNotEmpty();
    }

    private static JsonSchema schema() throws IOException {
        Path file = Dashboard.folder()
                .resolve("../../shared/schemas/grafana-dashboard.schema.json")
                .normalize();
        assumeTrue(
                Files.exists(file),
                "Grafana's schema is not part of this repository; put it at %s to check the dashboards against it"
                        .formatted(file));
        JsonNode schema = new ObjectMapper().readTree(file.toFile());
        // it says that an override's value is an object; Grafana writes numbers, texts and lists there, too
        JsonNode override = schema.at("/definitions/DynamicConfigValue/properties");
        assertThat(override.has("value")).isTrue();
        ((ObjectNode) override).putObject("value");
        // and that what stands in a variable's query are objects; the plug-in reads a text there
        JsonNode query = schema.at("/definitions/VariableModel/properties/query/oneOf/1");
        assertThat(query.has("additionalProperties")).isTrue();
        ((ObjectNode) query).put("additionalProperties", true);
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
    }

    @Test
    void there_are_dashboards_each_with_a_name_of_its_own() {
        assertThat(dashboards())
                .hasSizeGreaterThanOrEqualTo(3)
                .extracting(dashboard -> dashboard.json().path("uid").asText())
                .doesNotHaveDuplicates()
                .allMatch(uid -> uid.matches("tickstream-[a-z-]{1,29}"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void every_panel_tells_what_it_shows_and_has_a_place_of_its_own(Dashboard dashboard) {
        Set<Integer> ids = new HashSet<>();
        Set<List<Integer>> taken = new HashSet<>();
        for (JsonNode panel : dashboard.panels()) {
            String title = panel.path("title").asText();
            assertThat(ids.add(panel.path("id").asInt())).as("id of " + title).isTrue();
            assertThat(title).isNotBlank();
            assertThat(panel.path("description").asText()).as(title).isNotBlank();
            assertThat(panel.path("targets")).as(title).isNotEmpty();
            JsonNode place = panel.path("gridPos");
            int right = place.path("x").asInt() + place.path("w").asInt();
            assertThat(right).as(title).isBetween(1, COLUMNS);
            for (int x = place.path("x").asInt(); x < right; x++) {
                for (int y = place.path("y").asInt();
                        y < place.path("y").asInt() + place.path("h").asInt();
                        y++) {
                    assertThat(taken.add(List.of(x, y)))
                            .as("%s lies over another panel", title)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void every_panel_and_query_names_a_data_source_that_is_provisioned(Dashboard dashboard) throws IOException {
        Map<?, ?> cassandra = dataSource(Dashboard.CASSANDRA);
        Map<?, ?> prometheus = dataSource(Dashboard.PROMETHEUS);
        List<JsonNode> references = new ArrayList<>();
        for (JsonNode panel : dashboard.panels()) {
            references.add(panel.path("datasource"));
            Dashboard.elements(panel.path("targets")).forEach(target -> references.add(target.path("datasource")));
        }

        assertThat(references).allSatisfy(reference -> assertThat(
                        reference.path("uid").asText())
                .isEqualTo((reference.path("type").asText().equals(Dashboard.CASSANDRA) ? cassandra : prometheus)
                        .get("uid")));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void a_query_reads_whole_partitions_and_filters_nothing(Dashboard dashboard) {
        assertThat(dashboard.targets(Dashboard.CASSANDRA)).allSatisfy(target -> {
            String cql = target.path("target").asText();
            assertThat(target.path("rawQuery").asBoolean()).isTrue();
            // the plug-in knows "query" and "alert" and answers nothing to others
            assertThat(target.path("queryType").asText()).isEqualTo("query");
            assertThat(cql)
                    .startsWith("SELECT ")
                    // the first column of the partition key; that all of it is named, DashboardsIT asks Cassandra
                    .containsPattern("FROM spark_streams\\.[a-z_]+ WHERE (day IN \\(to_date|name = '|dimension = ')")
                    .doesNotContainIgnoringCase("ALLOW FILTERING")
                    .doesNotContain("*", "payload,", "contact", "addresses");
        });
    }

    /** Not by singlequote, which escapes the apostrophe of "Cote d'Ivoire" in a way that CQL does not know. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void every_variable_is_declared_and_stands_in_cql_quoted(Dashboard dashboard) {
        Set<String> declared = new HashSet<>();
        dashboard
                .variables()
                .forEach(variable -> declared.add(variable.path("name").asText()));

        assertThat(dashboard.targets(Dashboard.CASSANDRA)).allSatisfy(target -> assertThat(
                        VARIABLE.matcher(target.path("target").asText()).results())
                .allSatisfy(variable -> {
                    assertThat(variable.group(1)).isIn(declared);
                    assertThat(variable.group(2)).isEqualTo(":sqlstring");
                }));
        assertThat(dashboard.variables()).allSatisfy(variable -> {
            assertThat(variable.path("datasource").path("uid").asText()).isEqualTo("tickstream-cassandra");
            assertThat(variable.path("includeAll").asBoolean()).isTrue();
            assertThat(variable.path("refresh").asInt())
                    .as("read with each refresh")
                    .isEqualTo(2);
            // of a variable the plug-in knows this object, and in it no macro of its own
            assertThat(variable.path("query").path("query").asText())
                    .startsWith("SELECT ")
                    .contains(" WHERE dimension = '")
                    .doesNotContain("$__")
                    .isEqualTo(variable.path("definition").asText());
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void every_transformation_finds_its_columns(Dashboard dashboard) {
        assertThat(dashboard.panels()).allSatisfy(panel -> {
            Columns columns = Columns.of(panel);
            for (JsonNode transformation : panel.path("transformations")) {
                columns = columns.after(transformation);
            }
        });
    }

    @Test
    void a_transformation_of_a_column_that_is_not_there_is_seen() {
        ObjectNode panel = Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.panels().stream())
                .filter(each -> each.path("title").asText().equals("Average revenue"))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        JsonNode group = panel.at("/transformations/0");
        Columns grouped = Columns.of(panel).after(group);
        assertThat(grouped.names()).containsExactly("value", "revenue (sum)", "companies (sum)");

        ((ObjectNode) panel.at("/targets/0"))
                .put("target", panel.at("/targets/0/target").asText().replace("revenue", "valuation"));
        assertThatThrownBy(() -> Columns.of(panel).after(group)).hasMessageContaining("revenue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "k8s/base/grafana/deployment.yaml"})
    void grafana_begins_with_a_dashboard_of_ours_and_lets_nobody_in_without_a_password(String file) throws IOException {
        Map<?, ?> yaml = yaml(Dashboard.folder().resolve("..").resolve(file));
        Map<?, ?> environment = yaml.containsKey("services") ? composeEnvironment(yaml) : podEnvironment(yaml);

        String home = String.valueOf(environment.get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"));
        assertThat(home).startsWith("/etc/tickstream/dashboards/");
        assertThat(Dashboard.folder()
                        .resolve("grafana")
                        .resolve(home.substring("/etc/tickstream/dashboards/".length())))
                .isRegularFile();
        assertThat(environment.get("GF_AUTH_ANONYMOUS_ENABLED")).isEqualTo("false");
        assertThat(environment.get("GF_USERS_ALLOW_SIGN_UP")).isEqualTo("false");
        assertThat(String.valueOf(environment.get("GF_SECURITY_ADMIN_PASSWORD")))
                .as("comes from elsewhere")
                .isIn("null", "${GRAFANA_ADMIN_PASSWORD:?run ./tickstream compose-env}");
    }

    private static Map<?, ?> composeEnvironment(Map<?, ?> yaml) {
        Map<?, ?> grafana = (Map<?, ?>) ((Map<?, ?>) yaml.get("services")).get("grafana");
        return (Map<?, ?>) grafana.get("environment");
    }

    /** Name to value of the pod's variables; null where it comes from a Secret. */
    private static Map<?, ?> podEnvironment(Map<?, ?> yaml) {
        JsonNode variables = new ObjectMapper().valueToTree(yaml).at("/spec/template/spec/containers/0/env");
        Map<String, String> environment = new HashMap<>();
        for (JsonNode variable : variables) {
            environment.put(
                    variable.path("name").asText(), variable.path("value").asText(null));
        }
        return environment;
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void the_reference_has_every_panel_and_its_queries(Dashboard dashboard) throws IOException {
        String heading = "## " + dashboard.json().path("title").asText() + "\n";
        String reference = Files.readString(Dashboard.folder().resolve("../docs/reference/dashboards.md"), UTF_8);
        assertThat(reference).contains(heading);
        String ours = reference.substring(reference.indexOf(heading) + heading.length());
        String section = ours.substring(0, ours.indexOf("\n## "));

        List<String> rows =
                section.lines().filter(line -> line.startsWith("| ")).toList();
        for (JsonNode panel : dashboard.panels()) {
            assertThat(rows).anySatisfy(row -> {
                assertThat(row).startsWith("| " + panel.path("title").asText() + " | ");
                for (JsonNode target : panel.path("targets")) {
                    String query =
                            target.path("target").asText(target.path("expr").asText());
                    Matcher table = TABLE.matcher(query);
                    assertThat(row).contains("`" + (table.find() ? table.group(1) : query.replace("|", "\\|")) + "`");
                }
            });
        }
    }

    @Test
    void the_reference_has_every_alert() throws IOException {
        String reference = Files.readString(Dashboard.folder().resolve("../docs/reference/dashboards.md"), UTF_8);
        for (String file : List.of("ingest-function.yaml", "landing-job.yaml")) {
            JsonNode rules = new ObjectMapper()
                    .valueToTree(yaml(Dashboard.folder().resolve("alerts").resolve(file)))
                    .at("/groups/0/rules");
            assertThat(rules).isNotEmpty().allSatisfy(rule -> assertThat(reference)
                    .contains("| %s | %s |"
                            .formatted(
                                    rule.path("alert").asText(),
                                    rule.at("/labels/severity").asText())));
        }
    }

    /** Without consistency the plug-in answers no query until somebody saves the data source by hand. */
    @Test
    void cassandras_data_source_is_complete() throws IOException {
        Map<?, ?> source = dataSource(Dashboard.CASSANDRA);

        assertThat((Map<?, ?>) source.get("jsonData"))
                .extracting("keyspace", "consistency", "user")
                .containsExactly("spark_streams", "LOCAL_ONE", "tickstream_reader");
        assertThat((Map<?, ?>) source.get("secureJsonData"))
                .extracting("password")
                .isEqualTo("$CASSANDRA_READER_PASSWORD");
    }

    private static Map<?, ?> dataSource(String type) throws IOException {
        Path file = Dashboard.folder().resolve("provisioning/datasources/tickstream.yaml");
        Map<?, ?> yaml = yaml(file);
        return ((List<?>) yaml.get("datasources"))
                .stream()
                        .map(source -> (Map<?, ?>) source)
                        .filter(source -> type.equals(source.get("type")))
                        .findFirst()
                        .orElseThrow();
    }

    private static Map<?, ?> yaml(Path file) throws IOException {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file, UTF_8));
    }
}
