package io.tickstream.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was built, against what is known; the modules before this one have written their bills of materials. */
class SupplyChainIT {

    private static final Path ROOT = Path.of(System.getProperty("tickstream.root"));

    @Test
    void nothing_that_runs_is_known_to_be_vulnerable_without_our_saying_why_it_is_safe() throws IOException {
        List<Component> components = new ArrayList<>();
        for (Deployable deployable : Deployable.all(ROOT)) {
            components.addAll(deployable.components());
        }
        SupplyChain chain = new SupplyChain(
                SecurityFiles.advisories(ROOT.resolve("security/known-vulnerable.json")),
                SecurityFiles.statements(ROOT.resolve("security/vex.json")));

        assertThat(chain.problems(components)).isEmpty();
    }

    @Test
    void every_deployable_has_a_bill_that_names_what_makes_it() throws IOException {
        String[][] parts = {
            {"ingest-function", "org.apache.kafka.kafka-clients"},
            {"console", "io.quarkus.quarkus-rest"},
            {"spark-streaming", "org.apache.kafka.kafka-clients"},
            {"local-stack", "info.picocli.picocli"},
            {"server-kafka", "org.apache.kafka.kafka_2.13"},
            {"server-registry", "io.vertx.vertx-core"},
            {"server-cassandra", "org.apache.cassandra.cassandra-all"},
            {"server-spark", "org.apache.spark.spark-core_2.12"}
        };
        List<Deployable> all = Deployable.all(ROOT);
        assertThat(all).extracting(Deployable::name).containsExactlyInAnyOrder(names(parts));
        for (String[] part : parts) {
            Deployable deployable = all.stream()
                    .filter(one -> one.name().equals(part[0]))
                    .findFirst()
                    .orElseThrow();
            assertThat(deployable.components())
                    .as(part[0])
                    .extracting(Component::coordinates)
                    .contains(part[1]);
        }
    }

    @Test
    void no_bill_holds_what_only_tests_and_benchmarks_use() throws IOException {
        for (Deployable deployable : Deployable.all(ROOT)) {
            assertThat(deployable.components())
                    .as(deployable.name())
                    .extracting(Component::coordinates)
                    .noneMatch(name -> name.startsWith("org.assertj.")
                            || name.startsWith("io.rest-assured.")
                            || name.startsWith("org.apache.flink.")
                            || name.startsWith("org.apache.camel.")
                            || name.startsWith("com.microsoft.playwright."));
        }
    }

    @Test
    void bills_differ_from_build_to_build_in_nothing_that_does_not_matter() throws IOException {
        for (Deployable deployable : Deployable.all(ROOT)) {
            assertThat(Files.readString(deployable.bill())).doesNotContain("\"timestamp\"", "\"serialNumber\"");
        }
    }

    @Test
    void each_advisory_is_named_rated_and_sourced() throws IOException {
        assertThat(SecurityFiles.advisories(ROOT.resolve("security/known-vulnerable.json")))
                .isNotEmpty()
                .allSatisfy(advisory -> {
                    assertThat(advisory.id()).matches("CVE-\\d{4}-\\d{4,}|GHSA(-[0-9a-z]{4}){3}");
                    assertThat(advisory.severity()).isIn("low", "medium", "high", "critical");
                    assertThat(advisory.source()).startsWith("https://");
                    assertThat(advisory.summary()).hasSizeGreaterThan(20);
                    assertThat(advisory.artifact()).contains(":");
                    assertThat(advisory.range().hasRestrictions())
                            .as(advisory.id())
                            .isTrue();
                });
    }

    private static String[] names(String[][] parts) {
        String[] names = new String[parts.length];
        for (int i = 0; i < parts.length; i++) {
            names[i] = parts[i][0];
        }
        return names;
    }
}
