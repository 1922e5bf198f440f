package io.tickstream.localstack.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the machine must offer before it is worth starting anything. */
final class Machine {
    private static final int JAVA = 17;
    private static final long MEBIBYTE = 1024 * 1024;
    private static final long NEEDED_MEMORY_EACH = 400 * MEBIBYTE;
    private static final long NEEDED_DISK = 2048 * MEBIBYTE;

    private Machine() {}

    /** Checks whether so many more servers can be started, of a stack of so many nodes. */
    static void check(Path stateFolder, int servers, int nodes) throws IOException {
        checkJava(Runtime.version().feature());
        checkMemory(availableMemory(), servers, nodes);
        checkDisk(stateFolder, Files.getFileStore(stateFolder).getUsableSpace());
    }

    static void checkJava(int feature) {
        if (feature != JAVA) {
            throw new StackException(
                    "This is Java %d; Spark 3.5 and Cassandra 5.0 need Java %d. Set JAVA_HOME to a JDK %d, or install one: apt-get install openjdk-17-jdk, dnf install java-17-openjdk-devel, brew install openjdk@17."
                            .formatted(feature, JAVA, JAVA));
        }
    }

    static void checkMemory(long available, int servers, int nodes) {
        long needed = servers * NEEDED_MEMORY_EACH;
        if (available < needed) {
            String fewer = nodes == 1
                    ? "or start fewer servers with --only"
                    : "or do with one broker and one node of Cassandra: --nodes 1";
            throw new StackException(
                    "Only %d MiB of memory are available; to start %d servers, about %d MiB are needed. Close other programs, %s."
                            .formatted(available / MEBIBYTE, servers, needed / MEBIBYTE, fewer));
        }
    }

    static void checkDisk(Path folder, long free) {
        if (free < NEEDED_DISK) {
            throw new StackException(
                    "The disk of %s has %d MiB left; Kafka and Cassandra stop working when it is full, so that at least %d MiB are asked for. Free some, or set TICKSTREAM_HOME to a folder on another disk."
                            .formatted(folder, free / MEBIBYTE, NEEDED_DISK / MEBIBYTE));
        }
    }

    /** What programs can still get, by the kernel's estimate; elsewhere than on Linux, all memory that there is. */
    private static long availableMemory() throws IOException {
        Path meminfo = Path.of("/proc/meminfo");
        if (Files.exists(meminfo)) {
            try (Stream<String> lines = Files.lines(meminfo, UTF_8)) {
                return lines.filter(line -> line.startsWith("MemAvailable:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                        .findFirst()
                        .orElse(Long.MAX_VALUE);
            }
        }
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    }
}
