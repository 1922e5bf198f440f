package io.tickstream.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Report REPORT = new Report(
            42,
            "2026-01-31T10:00:00Z",
            3.5,
            2,
            List.of(result("kafka-killed", true, 4.2), result("job-to-kafka-half-open", false, null)),
            List.of("clock-ahead: there is no libfaketime"));

    @Test
    void the_table_replaces_what_stood_between_the_markers_and_nothing_else(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("reliability.md");
        Files.writeString(
                file, "# Before\n<!-- begin: written by end-to-end/faults.sh --report -->\nold\n<!-- end -->\nAfter\n");

        REPORT.writeMarkdown(file);
        REPORT.writeMarkdown(file);

        assertThat(Files.readString(file))
                .isEqualTo(
                        """
                        # Before
                        <!-- begin: written by end-to-end/faults.sh --report -->
                        Run of 2026-01-31: 1 of 2 passed, seed 42, 4 minutes on 2 processors.

                        | fault | promise | result | struck | recovery | aim |
                        |---|---|---|---|---|---|
                        | kafka-killed | Nothing is lost | all is well | 8.0 s | 4.2 s | 30 s |
                        | job-to-kafka-half-open | Nothing is lost | **failed** | 8.0 s | none | 30 s |

                        Not struck on this machine:

                        - clock-ahead: there is no libfaketime
                        <!-- end -->
                        After
                        """);
    }

    @Test
    void a_file_without_markers_is_left_alone_and_named(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("other.md"), "text\n");

        assertThatThrownBy(() -> REPORT.writeMarkdown(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("other.md");
        assertThat(Files.readString(file)).isEqualTo("text\n");
    }

    @Test
    void json_holds_every_result(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("new/report.json");

        REPORT.writeJson(file);

        JsonNode json = new ObjectMapper().readTree(Files.readString(file));
        assertThat(json.path("seed").asLong()).isEqualTo(42);
        assertThat(json.path("results")).hasSize(2);
        assertThat(json.path("results").get(0).path("recoverySeconds").asDouble())
                .isEqualTo(4.2);
        assertThat(json.path("results").get(1).has("recoverySeconds")).isFalse();
        assertThat(json.path("results").get(1).path("passed").asBoolean()).isFalse();
    }

    private static Result result(String name, boolean passed, Double recovery) {
        return new Result(
                name,
                "process",
                "Nothing is lost",
                "all is well",
                passed,
                8.0,
                recovery,
                30,
                20,
                15,
                300,
                1.5,
                List.of(),
                passed ? List.of() : List.of("It did not recover"));
    }
}
