package io.tickstream.endtoend.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.localstack.process.Folders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A small file system in memory (tmpfs) that takes the place of a folder, with all that it holds, and can be filled to
 * its last byte. Whoever uses the folder must not run, or stand still with nothing open in it, while the disk comes and
 * goes. Needs Linux and the right to mount.
 */
final class SmallDisk {
    private static final String BALLAST = "ballast";
    private static final int LARGE = 1 << 20;
    private static final int SMALL = 1 << 9;
    private static final int COMMAND_SECONDS = 60;

    private final Path folder;
    private final Path below;
    private final Thread lastResort;

    private SmallDisk(Path folder, Path below) {
        this.folder = folder;
        this.below = below;
        this.lastResort = new Thread(() -> unmountLazily(folder));
    }

    /** Why there can be none on this machine, if so. */
    static Optional<String> impossibleHere() {
        try {
            Path trial = Files.createTempDirectory("tickstream-mount-");
            try {
                run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", trial.toString());
                run("umount", trial.toString());
                return Optional.empty();
            } finally {
                Files.deleteIfExists(trial);
            }
        } catch (IOException e) {
            return Optional.of(
                    "A small disk cannot be mounted; run it as root on Linux (%s)".formatted(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    /** Puts a disk with so many bytes to spare where the folder is. */
    static SmallDisk inPlaceOf(Path folder, long spareBytes) throws IOException, InterruptedException {
        long used = Long.parseLong(
                run("du", "-s", "--block-size=1", folder.toString()).split("\\s", 2)[0]);
        Path below = folder.resolveSibling(folder.getFileName() + "-below");
        Folders.delete(below);
        Files.move(folder, below);
        Files.createDirectory(folder);
        SmallDisk disk = new SmallDisk(folder, below);
        Runtime.getRuntime().addShutdownHook(disk.lastResort);
        run("mount", "-t", "tmpfs", "-o", "size=%d,mode=0700".formatted(used + spareBytes), "tmpfs", folder.toString());
        copy(below, folder);
        return disk;
    }

    /** Takes the last byte; again and again, since those who write may also delete. */
    void fill() throws IOException {
        try (FileChannel ballast = FileChannel.open(
                folder.resolve(BALLAST),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
            write(ballast, LARGE);
            write(ballast, SMALL);
        }
    }

    private static void write(FileChannel ballast, int bytes) {
        try {
            while (true) {
                ballast.write(ByteBuffer.allocate(bytes));
            }
        } catch (IOException full) {
            return;
        }
    }

    /** Gives back what {@link #fill} took. */
    void free() throws IOException {
        Files.deleteIfExists(folder.resolve(BALLAST));
    }

    /** Moves everything back to where it was. */
    void leave() throws IOException, InterruptedException {
        free();
        Folders.delete(below);
        Files.createDirectory(below);
        copy(folder, below);
        run("umount", folder.toString());
        Runtime.getRuntime().removeShutdownHook(lastResort);
        Files.delete(folder);
        Files.move(below, folder);
    }

    /** Files with holes, such as Kafka's indexes, stay so. */
    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        run("cp", "-a", "--sparse=always", from + "/.", to.toString());
    }

    private static void unmountLazily(Path folder) {
        try {
            run("umount", "-l", folder.toString());
        } catch (IOException e) {
            System.err.println("A small disk is left mounted: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("%s fails: %s".formatted(String.join(" ", command), output));
        }
        return output;
    }
}
