package io.tickstream.ingest.tick;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How much memory the process holds, as the kernel counts it: the figure that JVM and native executable can be compared
 * by, since a JVM's own gauges leave out what is not Java's. On Linux only; elsewhere there is no such gauge.
 */
@Startup
@ApplicationScoped
class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String LABEL = "VmRSS:";
    private static final int BYTES_A_KIB = 1024;

    ResidentMemory(MeterRegistry registry) {
        if (Files.isReadable(STATUS)) {
            // the name that Prometheus' own clients have
            Gauge.builder("process.resident.memory", ResidentMemory::bytes)
                    .description("Memory that the process holds, by the kernel's account")
                    .baseUnit("bytes")
                    .register(registry);
        }
    }

    /** Bytes, or NaN while the kernel does not tell. */
    private static double bytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(LABEL))
                    .mapToDouble(line -> BYTES_A_KIB
                            * Double.parseDouble(line.substring(LABEL.length(), line.indexOf("kB"))
                                    .strip()))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException | UncheckedIOException e) {
            return Double.NaN; // a gauge must not fail the page that it is on
        }
    }
}
