package io.tickstream.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What Grafana would find wrong, found without Grafana. That the queries work, end-to-end's DashboardsIT shows. */
class DashboardsTest {
    private static final int COLUMNS = 24;

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
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
    }

    @Test
    void there_are_dashboards_each_with_a_name_of_its_own() {
        assertThat(dashboards())
                .hasSizeGreaterThanOrEqualTo(2)
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
                    .containsPattern("FROM spark_streams\\.[a-z_]+ WHERE (day IN \\(to_date|name = 'default')")
                    .doesNotContainIgnoringCase("ALLOW FILTERING")
                    .doesNotContain("*", "payload,", "contact", "addresses");
        });
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
        Map<?, ?> yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file, UTF_8));
        return ((List<?>) yaml.get("datasources"))
                .stream()
                        .map(source -> (Map<?, ?>) source)
                        .filter(source -> type.equals(source.get("type")))
                        .findFirst()
                        .orElseThrow();
    }
}
