package io.tickstream.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class OpenFilesTest {
    @TempDir
    Path temporary;

    @Test
    void a_file_is_seen_while_it_is_open_and_only_below_its_folder() throws IOException {
        Path checkpoint = Files.createDirectories(temporary.resolve("checkpoint/offsets"))
                .getParent()
                .toRealPath();
        Path beside =
                Files.createDirectory(temporary.resolve("checkpoint-below")).toRealPath();

        try (OutputStream writing = Files.newOutputStream(checkpoint.resolve("offsets/1"))) {
            writing.write(1);
            assertThat(OpenFiles.anyBelow(checkpoint, ProcessHandle.current())).isTrue();
            assertThat(OpenFiles.anyBelow(beside, ProcessHandle.current())).isFalse();
        }

        assertThat(OpenFiles.anyBelow(checkpoint, ProcessHandle.current())).isFalse();
    }
}
