package io.tickstream.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The processor time of a process, as Linux accounts for it: user and system, all threads, in steps of 10 ms. */
final class CpuTime {
    /** USER_HZ, which is 100 on every Linux that the JDK runs on. */
    private static final long TICK_MILLIS = 10;

    private CpuTime() {}

    static Duration of(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // the second field is the command in parentheses, which may hold spaces
        List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        long ticks = Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
        return Duration.ofMillis(ticks * TICK_MILLIS);
    }
}
