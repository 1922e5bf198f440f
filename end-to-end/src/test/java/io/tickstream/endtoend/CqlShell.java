package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.tickstream.localstack.server.Cql;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/**
 * What the scripts of compose/ use of cqlsh, which no Maven artifact brings: {@code cqlsh --credentials FILE HOST PORT},
 * statements on standard input, exit code 1 if it cannot log in and 2 if a statement fails. The command leaves the work
 * to this process, by way of named pipes: a JVM for each of a script's dozens of calls would take minutes.
 */
final class CqlShell implements AutoCloseable {
    private static final String COMMAND =
            """
            call=$(mktemp -d '%s/call-XXXXXX')
            mkfifo "$call/status"
            printf '%%s\\n' "$@" >"$call/arguments"
            cat >"$call/statements"
            echo "$call" >'%s'
            read -r status <"$call/status"
            cat "$call/said" >&2
            exit "$status\"""";

    private static final String NO_MORE = "";

    private final Path calls;
    private final Thread server;

    private CqlShell(Path calls) {
        this.calls = calls;
        this.server = new Thread(this::serve, "cqlsh");
        server.setDaemon(true);
    }

    /** Waits for calls of {@link #command}; the folder is for what they say. */
    static CqlShell in(Path folder) throws IOException, InterruptedException {
        Path calls = folder.resolve("calls");
        int status = new ProcessBuilder("mkfifo", calls.toString())
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("mkfifo %s exits %d".formatted(calls, status));
        }
        CqlShell shell = new CqlShell(calls);
        shell.server.start();
        return shell;
    }

    /** The command as a script of sh. */
    String command() {
        return COMMAND.formatted(calls.getParent(), calls);
    }

    @Override
    public void close() throws IOException {
        Files.writeString(calls, NO_MORE, UTF_8);
    }

    private void serve() {
        try {
            for (String call = next(); !call.equals(NO_MORE); call = next()) {
                answer(Path.of(call));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The cqlsh of the tests has ended; scripts that call it hang", e);
        }
    }

    private String next() throws IOException {
        return Files.readString(calls, UTF_8).strip();
    }

    private static void answer(Path call) throws IOException {
        StringBuilder said = new StringBuilder();
        int status = run(
                Files.readAllLines(call.resolve("arguments"), UTF_8),
                Files.readString(call.resolve("statements"), UTF_8),
                said);
        Files.writeString(call.resolve("said"), said, UTF_8);
        Files.writeString(call.resolve("status"), status + "\n", UTF_8);
    }

    private static int run(List<String> arguments, String statements, StringBuilder said) throws IOException {
        if (arguments.size() != 4 || !arguments.get(0).equals("--credentials")) {
            return say(said, "Usage: --credentials FILE HOST PORT", 64);
        }
        Path file = Path.of(arguments.get(1));
        // cqlsh reads no file that others may read
        if (!Files.getPosixFilePermissions(file)
                .equals(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))) {
            return say(said, file + " is readable by others", 64);
        }
        Properties credentials = new Properties();
        try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
            credentials.load(reader); // the section's head is a key without a value
        }
        if (!credentials.containsKey("[PlainTextAuthProvider]")) {
            return say(said, file + " has no section [PlainTextAuthProvider]", 64);
        }
        InetSocketAddress address = new InetSocketAddress(arguments.get(2), Integer.parseInt(arguments.get(3)));
        try (CqlSession session =
                Cql.session(address, credentials.getProperty("username"), credentials.getProperty("password"))) {
            return execute(session, statements, said);
        } catch (DriverException e) {
            return say(said, "Connection error: " + e.getMessage(), 1);
        }
    }

    private static int execute(CqlSession session, String statements, StringBuilder said) {
        int status = 0;
        for (String statement : statements.replaceAll("(?m)^\\s*--.*$", "").split("(?m);\\s*$", -1)) {
            try {
                if (!statement.isBlank()) {
                    session.execute(statement.strip());
                }
            } catch (DriverException e) {
                status = say(said, e.getMessage(), 2);
            }
        }
        return status;
    }

    private static int say(StringBuilder said, String line, int status) {
        said.append(line).append('\n');
        return status;
    }
}
