package io.tickstream.endtoend.faults;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process has open, by Linux' /proc. */
final class OpenFiles {
    private OpenFiles() {}

    /**
     * Whether it has a file or folder open in this folder or below. The answer holds as long as the process stands
     * still.
     *
     * @param folder without symbolic links
     */
    static boolean anyBelow(Path folder, ProcessHandle process) throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            for (Path file : files) {
                if (isBelow(folder, file)) {
                    return true;
                }
            }
        } catch (DirectoryIteratorException gone) {
            throw gone.getCause();
        }
        return false;
    }

    private static boolean isBelow(Path folder, Path file) {
        try {
            return Files.readSymbolicLink(file).startsWith(folder);
        } catch (IOException closed) {
            return false;
        }
    }
}
