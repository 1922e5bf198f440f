package io.tickstream.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/** The files of {@code src/main/cql}, which create keyspace and tables; also on the class path, under {@code cql/}. */
public final class CqlFiles {
    /** In the order in which they are to be applied. */
    static final List<String> NAMES = List.of(
            "001-keyspace.cql",
            "002-companies-created.cql",
            "003-ticks.cql",
            "004-rejected.cql",
            "005-schedule.cql",
            "006-schedule-changes.cql",
            "007-job-leases.cql",
            "008-resolved.cql",
            "009-rollups.cql");

    private CqlFiles() {}

    /** Every statement of every file, in order, without comments and semicolons. Each can be applied again. */
    public static List<String> statements() {
        return NAMES.stream().flatMap(name -> split(read(name)).stream()).toList();
    }

    // In our files a comment has lines of its own, and a statement ends with the line.
    private static List<String> split(String file) {
        return Arrays.stream(file.replaceAll("(?m)^\\s*--.*$", "").split("(?m);\\s*$"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String read(String name) {
        try (InputStream file = CqlFiles.class.getResourceAsStream("/cql/" + name)) {
            if (file == null) {
                throw new IllegalStateException(
                        "cql/%s is not on the class path; build the contract module".formatted(name));
            }
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read cql/%s from the class path".formatted(name), e);
        }
    }
}
