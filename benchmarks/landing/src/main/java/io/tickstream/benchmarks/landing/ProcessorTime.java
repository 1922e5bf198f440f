package io.tickstream.benchmarks.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The processor time of a process, as /proc/PID/stat has it: all its threads, user and kernel, to 10 ms. */
final class ProcessorTime {
    /** Fields 14 and 15, counted from the state, which is field 3 and follows the name in brackets. See proc(5). */
    private static final int UTIME_AFTER_NAME = 11;

    /** Linux shows every user ticks of this length, whatever the kernel's own. */
    private static final Duration TICK = Duration.ofMillis(10);

    private ProcessorTime() {}

    static Duration of(long pid) {
        Path file = Path.of("/proc/%d/stat".formatted(pid));
        try {
            return parse(Files.readString(file, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read %s; the process has ended, or this is not Linux".formatted(file), e);
        }
    }

    static Duration parse(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return TICK.multipliedBy(
                Long.parseLong(fields[UTIME_AFTER_NAME]) + Long.parseLong(fields[UTIME_AFTER_NAME + 1]));
    }
}
