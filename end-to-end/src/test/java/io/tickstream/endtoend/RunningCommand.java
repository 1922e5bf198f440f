package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How a process was started, as Linux tells it: what a test needs to start another of its kind. */
record RunningCommand(List<String> arguments, Map<String, String> environment) {
    static RunningCommand of(long pid) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        parts(pid, "environ").map(pair -> pair.split("=", 2)).forEach(pair -> environment.put(pair[0], pair[1]));
        return new RunningCommand(parts(pid, "cmdline").toList(), environment);
    }

    private static Stream<String> parts(long pid, String file) throws IOException {
        // the file ends with a zero byte
        return Stream.of(Files.readString(Path.of("/proc", String.valueOf(pid), file), UTF_8)
                .replaceFirst("\0$", "")
                .split("\0", -1));
    }

    /** The arguments up to one, which is left out with all that follows it. */
    List<String> before(String argument) {
        return arguments.subList(0, arguments.indexOf(argument));
    }
}
