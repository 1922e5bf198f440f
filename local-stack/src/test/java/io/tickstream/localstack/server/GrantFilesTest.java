package io.tickstream.localstack.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A Job of Kubernetes has no class Role, so that its file says it again. */
class GrantFilesTest {
    @Test
    void on_kubernetes_each_role_may_do_the_same() throws IOException {
        List<String> granted;
        try (Stream<String> lines = Files.lines(Path.of("..", "k8s", "base", "schema", "grants.cql"))) {
            granted = lines.filter(line -> !line.startsWith("--"))
                    .map(line -> line.replaceFirst(";$", ""))
                    .toList();
        }
        assertThat(granted)
                .containsExactlyInAnyOrderElementsOf(Stream.of(Role.values())
                        .flatMap(role -> role.grantStatements().stream())
                        .toList());
    }
}
