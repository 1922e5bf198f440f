package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;

/**
 * What the scripts of compose/ use of cqlsh, which no Maven artifact brings: {@code cqlsh --credentials FILE HOST PORT},
 * statements on standard input, exit code 1 if it cannot log in and 2 if a statement fails.
 */
final class CqlShell {
    private CqlShell() {}

    public static void main(String[] arguments) throws IOException {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) throws IOException {
        if (arguments.length != 4 || !arguments[0].equals("--credentials")) {
            System.err.println("Usage: --credentials FILE HOST PORT");
            return 64;
        }
        Path file = Path.of(arguments[1]);
        // cqlsh reads no file that others may read
        if (!Files.getPosixFilePermissions(file)
                .equals(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))) {
            System.err.println(file + " is readable by others");
            return 64;
        }
        Properties credentials = new Properties();
        try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
            credentials.load(reader); // the section's head is a key without a value
        }
        if (!credentials.containsKey("[PlainTextAuthProvider]")) {
            System.err.println(file + " has no section [PlainTextAuthProvider]");
            return 64;
        }
        String statements = new String(System.in.readAllBytes(), UTF_8);
        try (CqlSession session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(arguments[2], Integer.parseInt(arguments[3])))
                .withLocalDatacenter("datacenter1")
                .withAuthCredentials(credentials.getProperty("username"), credentials.getProperty("password"))
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .build())
                .build()) {
            return execute(session, statements);
        } catch (DriverException e) {
            System.err.println("Connection error: " + e.getMessage());
            return 1;
        }
    }

    private static int execute(CqlSession session, String statements) {
        int status = 0;
        for (String statement : statements.replaceAll("(?m)^\\s*--.*$", "").split("(?m);\\s*$", -1)) {
            try {
                if (!statement.isBlank()) {
                    session.execute(statement.strip());
                }
            } catch (DriverException e) {
                System.err.println(e.getMessage());
                status = 2;
            }
        }
        return status;
    }
}
