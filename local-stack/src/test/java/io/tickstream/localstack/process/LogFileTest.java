package io.tickstream.localstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    private static final String WHY =
            "[2026-01-31 12:00:00,000] ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)";

    @TempDir
    Path folder;

    @Test
    void the_reason_is_shown_however_much_a_server_says_afterwards() throws IOException {
        List<String> lines = new ArrayList<>(List.of("INFO starting", WHY));
        lines.add("java.io.IOException: No space left on device");
        lines.add("\tat java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)");
        lines.add("Caused by: java.nio.file.FileSystemException: /data");
        IntStream.range(0, 20_000).forEach(i -> lines.add("INFO shutting down part %d of the server".formatted(i)));

        assertThat(LogFile.telling(log(lines), 6, 3))
                .containsExactly(
                        WHY,
                        "java.io.IOException: No space left on device",
                        "Caused by: java.nio.file.FileSystemException: /data",
                        "…",
                        "INFO shutting down part 19997 of the server",
                        "INFO shutting down part 19998 of the server",
                        "INFO shutting down part 19999 of the server");
    }

    @Test
    void what_is_shown_is_bounded_and_nothing_is_shown_twice() throws IOException {
        List<String> lines = new ArrayList<>();
        IntStream.range(0, 1_000).forEach(i -> lines.add("ERROR %d %s".formatted(i, "x".repeat(10_000))));

        List<String> shown = LogFile.telling(log(lines), 6, 12);

        assertThat(shown).hasSize(6 + 1 + 12).doesNotHaveDuplicates().allSatisfy(line -> assertThat(line)
                .hasSizeLessThanOrEqualTo(400));
        assertThat(LogFile.telling(log(List.of(WHY, "INFO bye")), 6, 12)).containsExactly(WHY, "INFO bye");
    }

    @Test
    void a_log_that_is_not_there_says_nothing() throws IOException {
        assertThat(LogFile.telling(folder.resolve("none.log"), 6, 12)).isEmpty();
    }

    private Path log(List<String> lines) throws IOException {
        return Files.write(folder.resolve("server.log"), lines);
    }
}
