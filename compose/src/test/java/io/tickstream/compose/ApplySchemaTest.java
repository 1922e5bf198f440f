package io.tickstream.compose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code apply-schema.sh} tells which file is wrong; what it does to a real Cassandra is tested in end-to-end. */
class ApplySchemaTest {
    /** Like cqlsh, it goes on after a statement that fails and ends with 2; here the words "is wrong" fail. */
    private static final String CQLSH =
            """
            #!/bin/sh
            cat >"$0.given"
            if grep -q 'is applied' "$0.given"; then echo start >>"$0.starts"; fi
            if grep -q 'is wrong' "$0.given"; then
                echo '<stdin>:2:SyntaxException' >&2
                exit 2
            fi
            """;

    @TempDir
    Path folder;

    private Path cqlsh;

    @BeforeEach
    void make_a_cqlsh_and_three_files() throws IOException {
        cqlsh = Files.createDirectory(folder.resolve("tools")).resolve("cqlsh");
        Files.writeString(cqlsh, CQLSH, UTF_8);
        Files.setPosixFilePermissions(cqlsh, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(folder.resolve("grants.cql"), "", UTF_8);
        for (String name : List.of("001-first.cql", "002-second.cql", "003-third.cql")) {
            write(name, "is applied;\n");
        }
    }

    @Test
    void one_cqlsh_applies_all_files_that_are_right() throws IOException, InterruptedException {
        Run run = run();

        assertThat(run.status()).as(run.said()).isZero();
        assertThat(run.said()).contains("3 files", "Cassandra is ready");
        assertThat(starts()).hasSize(1);
    }

    @Test
    void the_first_file_with_a_statement_that_fails_is_named() throws IOException, InterruptedException {
        write("002-second.cql", "is applied;\nis wrong;\n");

        Run run = run();

        assertThat(run.status()).as(run.said()).isEqualTo(1);
        assertThat(run.said())
                .contains("Applying 001-first.cql", "Applying 002-second.cql", "002-second.cql could not be applied")
                .doesNotContain("Applying 003-third.cql", "Making the roles");
        assertThat(starts()).as("all at once, then the first and the second").hasSize(3);
    }

    private record Run(int status, String said) {}

    private Run run() throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        Repository.root()
                                .resolve("compose/cassandra/apply-schema.sh")
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", cqlsh.getParent() + ":" + System.getenv("PATH"));
        environment.put("CASSANDRA_HOST", "nowhere");
        environment.put("CQL_FOLDER", folder.toString());
        environment.put("GRANTS_FILE", folder.resolve("grants.cql").toString());
        for (String role : List.of("ADMIN", "JOB", "FUNCTION", "OPERATOR", "CONSOLE", "READER")) {
            environment.put("CASSANDRA_%s_PASSWORD".formatted(role), "of-the-" + role);
        }
        int status = builder.start().waitFor();
        return new Run(status, Files.readString(said, UTF_8));
    }

    private List<String> starts() throws IOException {
        return Files.readAllLines(Path.of(cqlsh + ".starts"), UTF_8);
    }

    private void write(String name, String statements) throws IOException {
        Files.writeString(folder.resolve(name), statements, UTF_8);
    }
}
