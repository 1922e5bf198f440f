package io.tickstream.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupplyChainTest {

    private static final Advisory MISROUTED = new Advisory(
            "CVE-2026-35554",
            "org.apache.kafka:kafka-clients",
            "[2.8.0,3.9.2),[4.0.0,4.0.2),[4.1.0,4.1.2)",
            "high",
            "https://github.com/advisories/GHSA-5qcv-4rpc-jp93",
            "a record can reach another topic");

    private static final String REASON = "The module has no producer, and only a producer reuses the buffer.";

    @TempDir
    private Path folder;

    @Test
    void a_planted_vulnerable_component_is_found_and_the_message_says_all_that_is_needed() throws IOException {
        Deployable planted = planted("4.1.1");

        List<String> problems = new SupplyChain(List.of(MISROUTED), List.of()).problems(planted.components());

        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem)
                .contains(
                        "planted runs with org.apache.kafka:kafka-clients 4.1.1",
                        "CVE-2026-35554",
                        "high",
                        "bom.json",
                        "Raise it to a version outside of [2.8.0,3.9.2)",
                        "security/vex.json",
                        "https://github.com/advisories/GHSA-5qcv-4rpc-jp93"));
    }

    @Test
    void versions_before_between_and_after_the_ranges_pass() throws IOException {
        for (String version : List.of("2.7.2", "3.9.2", "3.10.0", "4.0.2", "4.1.2", "4.4.0")) {
            Files.deleteIfExists(folder.resolve("target/bom.json"));
            assertThat(new SupplyChain(List.of(MISROUTED), List.of())
                            .problems(planted(version).components()))
                    .as(version)
                    .isEmpty();
        }
    }

    @Test
    void versions_are_compared_as_maven_does_not_as_text() {
        Advisory netty = new Advisory(
                "CVE-2025-58057",
                "io.netty:netty-codec",
                "(,4.1.125.Final)",
                "medium",
                "https://example.org",
                "too much");

        assertThat(netty.concerns(new Component("x", "io.netty.netty-codec", "4.1.96.Final", "x")))
                .isTrue();
        assertThat(netty.concerns(new Component("x", "io.netty.netty-codec", "4.1.125.Final", "x")))
                .isFalse();
        assertThat(netty.concerns(new Component("x", "io.netty.netty-codec-http", "4.1.96.Final", "x")))
                .isFalse();
    }

    @Test
    void what_was_packed_into_another_jar_is_found() throws IOException {
        Path jar = folder.resolve("uber.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("META-INF/maven/org.apache.kafka/kafka-clients/pom.properties"));
            zip.write("groupId=org.apache.kafka\nartifactId=kafka-clients\nversion=3.4.1\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        planted("4.4.0");
        Files.writeString(folder.resolve("target/classpath"), jar.toString());

        List<String> problems = new SupplyChain(List.of(MISROUTED), List.of())
                .problems(new Deployable("planted", folder, "classpath").components());

        assertThat(problems).singleElement().asString().contains("kafka-clients 3.4.1", "inside of " + jar);
    }

    @Test
    void what_is_known_by_its_file_name_only_is_found() throws IOException {
        planted("4.4.0");
        Path lib = Files.createDirectories(folder.resolve("target/registry/lib"));
        try (ZipOutputStream zip = new ZipOutputStream(
                Files.newOutputStream(lib.resolve("modified-org.apache.kafka.kafka-clients-3.9.0.jar")))) {
            zip.putNextEntry(new ZipEntry("nothing"));
        }

        List<String> problems = new SupplyChain(List.of(MISROUTED), List.of())
                .problems(new Deployable("planted", folder, "registry/lib").components());

        assertThat(problems).singleElement().asString().contains("kafka-clients 3.9.0");
    }

    @Test
    void a_statement_answers_for_the_version_and_the_place_that_it_names() throws IOException {
        Statement statement = statement("planted", "4.1.1");

        assertThat(new SupplyChain(List.of(MISROUTED), List.of(statement))
                        .problems(planted("4.1.1").components()))
                .isEmpty();
        assertThat(new SupplyChain(List.of(MISROUTED), List.of(statement("elsewhere", "4.1.1")))
                        .problems(planted("4.1.1").components()))
                .hasSize(2);
        assertThat(new SupplyChain(List.of(MISROUTED), List.of(statement))
                        .problems(planted("4.1.0").components()))
                .hasSize(2);
    }

    @Test
    void a_stale_statement_fails() throws IOException {
        List<String> problems = new SupplyChain(List.of(MISROUTED), List.of(statement("planted", "4.1.1")))
                .problems(planted("4.1.2").components());

        assertThat(problems)
                .singleElement()
                .asString()
                .contains("CVE-2026-35554", "kafka-clients 4.1.1", "no longer runs there", "Remove the statement");
    }

    @Test
    void a_statement_without_a_reason_or_with_a_word_that_cyclonedx_does_not_know_is_refused() {
        assertThatThrownBy(
                        () -> new Statement("CVE-1", "x", "g:a", "1", "not_affected", "code_not_reachable", "trust us"))
                .hasMessageContaining("gives no reason");
        assertThatThrownBy(() -> new Statement("CVE-1", "x", "g:a", "1", "not_affected", null, REASON))
                .hasMessageContaining("justification null");
        assertThatThrownBy(() -> new Statement("CVE-1", "x", "g:a", "1", "harmless", null, REASON))
                .hasMessageContaining("the state harmless");
    }

    @Test
    void a_module_that_was_not_built_says_how_to_build_it() {
        assertThatThrownBy(() -> new Deployable("planted", folder.resolve("none"), null).components())
                .hasMessageContaining("bom.json is missing. Build it: mvn -DskipTests package");
    }

    private static Statement statement(String deployable, String version) {
        return new Statement(
                MISROUTED.id(),
                deployable,
                MISROUTED.artifact(),
                version,
                "not_affected",
                "code_not_reachable",
                REASON);
    }

    private Deployable planted(String version) throws IOException {
        Path target = Files.createDirectories(folder.resolve("target"));
        Files.writeString(
                target.resolve("bom.json"),
                """
                {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
                  {"type": "library", "group": "org.apache.kafka", "name": "kafka-clients", "version": "%s"}]}
                """
                        .formatted(version));
        return new Deployable("planted", folder, null);
    }
}
