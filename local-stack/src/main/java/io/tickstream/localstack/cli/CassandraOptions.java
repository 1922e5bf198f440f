package io.tickstream.localstack.cli;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.StackException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which Cassandra a command asks: the local stack's, or another, such as one behind a port-forward of kubectl. */
final class CassandraOptions {
    @Option(
            names = "--cassandra",
            paramLabel = "HOST:PORT",
            description = "Another Cassandra than the local stack's, such as one behind kubectl port-forward.")
    String address;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "With --cassandra: the role to log in as. Usually tickstream_reader, tickstream_operator for"
                    + " schedule.")
    String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "With --cassandra: a file that holds the role's password.")
    Path passwordFile;

    /** Whether another Cassandra than the local stack's was named. */
    boolean elsewhere() {
        return address != null;
    }

    /**
     * A session as this role; the caller closes it.
     *
     * @throws NotRunning if Cassandra does not answer
     */
    CqlSession open(Role role) throws IOException {
        return elsewhere() ? openElsewhere(role) : openLocal(role);
    }

    private static CqlSession openLocal(Role role) throws IOException {
        LocalStack stack = Place.running("cassandra");
        try {
            return Cql.session(stack.site(), role);
        } catch (AllNodesFailedException e) {
            throw new NotRunning(
                    "Cassandra does not answer at %s. See why: ./tickstream logs cassandra"
                            .formatted(stack.site().settings().addresses(Port.CASSANDRA)),
                    e);
        }
    }

    private CqlSession openElsewhere(Role role) throws IOException {
        if (passwordFile == null) {
            throw new StackException("--cassandra needs --password-file, which holds the password of the role.");
        }
        InetSocketAddress place = parsed(address);
        String name = Optional.ofNullable(user).orElse(role.roleName());
        try {
            return Cql.session(
                    place, name, TextFile.read("password", passwordFile).strip());
        } catch (AllNodesFailedException e) {
            boolean denied = e.getAllErrors().values().stream()
                    .flatMap(errors -> errors.stream())
                    .anyMatch(AuthenticationException.class::isInstance);
            if (denied) {
                throw new StackException(
                        "Cassandra at %s does not let %s in with the password of %s. Check --user and --password-file."
                                .formatted(address, name, passwordFile),
                        e);
            }
            throw new NotRunning(
                    "Cassandra does not answer at %s: %s. Check --cassandra, and that a port-forward still runs."
                            .formatted(address, e.getMessage()),
                    e);
        }
    }

    private static InetSocketAddress parsed(String address) {
        int colon = address.lastIndexOf(':');
        try {
            return new InetSocketAddress(
                    address.substring(0, Math.max(colon, 0)), Integer.parseInt(address.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new StackException("'%s' is no host and port, such as 127.0.0.1:9042.".formatted(address), e);
        }
    }
}
