package io.tickstream.localstack.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Reads resident set sizes with {@code ps}, which Linux and macOS both have. */
final class ResidentMemory {
    private ResidentMemory() {}

    /** The sum over the processes that still live. Unit: bytes. */
    static long of(List<Long> pids) {
        if (pids.isEmpty()) {
            return 0;
        }
        String list = pids.stream().map(String::valueOf).collect(joining(","));
        return lines("ps", "-o", "rss=", "-p", list)
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
                .sum();
    }

    private static Stream<String> lines(String... command) {
        try {
            Process ps = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // ps ends by itself; its exit code is 1 when every process has ended meanwhile
            return new String(ps.getInputStream().readAllBytes(), UTF_8).lines();
        } catch (IOException e) {
            return Stream.empty(); // a system without ps: memory is shown as 0
        }
    }
}
