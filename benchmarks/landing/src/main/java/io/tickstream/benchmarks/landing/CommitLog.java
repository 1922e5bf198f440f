package io.tickstream.benchmarks.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** When Cassandra acknowledges a write. */
enum CommitLog {
    /** Once it is on the disk, ten milliseconds' worth at once: what the local stack says. */
    GROUP(""),
    /** At once, and it is on the disk ten seconds later at the latest: what Cassandra does by itself. */
    PERIODIC("-Dcassandra.config.allow_system_properties=true -Dcassandra.settings.commitlog_sync=periodic"
            + " -Dcassandra.settings.commitlog_sync_period=10000ms");

    /** Names the file with options that every JVM reads which is started from here; durability.sh sees to that. */
    private static final String OPTIONS_FILE = "tickstream.options.file";

    private final String options;

    CommitLog(String options) {
        this.options = options;
    }

    /** Has a Cassandra that is started from now on do so. */
    void use() throws IOException {
        Files.writeString(Path.of(System.getProperty(OPTIONS_FILE)), options + "\n", UTF_8);
    }

    /** The name in cassandra.yaml. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
