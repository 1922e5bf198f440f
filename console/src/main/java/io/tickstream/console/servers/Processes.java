package io.tickstream.console.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Processes on this machine, by the operating system's account. */
final class Processes {
    private static final String RESIDENT = "VmRSS:";

    private Processes() {}

    /** The process whose number a file holds; empty if it has ended, or nobody has started it. */
    static Optional<ProcessHandle> find(Path pidFile) {
        try {
            List<String> lines = Files.readAllLines(pidFile, UTF_8);
            return lines.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(lines.get(0)));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Processor time of the process and its living descendants. */
    static Duration cpuTime(ProcessHandle process) {
        return family(process)
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Resident memory of the process and its descendants; null on systems without /proc. Unit: bytes. */
    static Long residentBytes(ProcessHandle process) {
        long sum = family(process).mapToLong(each -> residentBytes(each.pid())).sum();
        return sum == 0 ? null : sum;
    }

    private static Stream<ProcessHandle> family(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    /** See proc(5). */
    private static long residentBytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"), UTF_8)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.substring(RESIDENT.length())
                                    .replace("kB", "")
                                    .strip())
                            * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException endedOrNoSuchSystem) {
            return 0;
        }
    }
}
