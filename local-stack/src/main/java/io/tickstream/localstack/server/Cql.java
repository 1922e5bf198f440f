package io.tickstream.localstack.server;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Connections to Cassandra, the stack's or another. */
public final class Cql {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration RECONNECTION_DELAY = Duration.ofSeconds(2);

    /** Of a callback that comes when Netty's threads have ended, as it may at a quick end; nobody waits for it. */
    private static final Logger LATE_CALLBACKS =
            Logger.getLogger("io.netty.util.concurrent.DefaultPromise.rejectedExecution");

    static {
        LATE_CALLBACKS.setLevel(Level.OFF);
    }

    private Cql() {}

    /** A session as one of our roles; the caller closes it. */
    public static CqlSession session(Site site, Role role) throws IOException {
        return session(site, role.roleName(), site.state().password(role));
    }

    static CqlSession session(Site site, String user, String password) throws IOException {
        return session(
                site,
                site.settings().members().stream()
                        .map(node -> contactPoint(site, node))
                        .toList(),
                user,
                password);
    }

    /** A session that is opened through this node, and no other. */
    static CqlSession session(Site site, Node node, String user, String password) throws IOException {
        return session(site, List.of(contactPoint(site, node)), user, password);
    }

    private static CqlSession session(Site site, List<InetSocketAddress> contactPoints, String user, String password)
            throws IOException {
        CqlSessionBuilder builder = builder(contactPoints, user, password);
        if (site.settings().secured()) {
            // the certificate must be the node's, not only one that our authority has signed
            builder.withSslEngineFactory(
                    new ProgrammaticSslEngineFactory(site.certificates().context(), null, true, false));
        }
        return builder.build();
    }

    private static InetSocketAddress contactPoint(Site site, Node node) {
        return new InetSocketAddress(node.inetAddress(), site.settings().port(Port.CASSANDRA));
    }

    /** A session with a Cassandra that need not be ours, in the datacenter of that address; the caller closes it. */
    public static CqlSession session(InetSocketAddress address, String user, String password) {
        return builder(List.of(address), user, password).build();
    }

    private static CqlSessionBuilder builder(List<InetSocketAddress> contactPoints, String user, String password) {
        DriverConfigLoader config = DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, CONNECT_TIMEOUT)
                .withDuration(DefaultDriverOption.CONNECTION_SET_KEYSPACE_TIMEOUT, CONNECT_TIMEOUT)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, CONNECT_TIMEOUT)
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST_TIMEOUT)
                // sees what the job was told that it is written, whichever node is asked
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, RECONNECTION_DELAY)
                .withString(DefaultDriverOption.LOAD_BALANCING_POLICY_CLASS, "DcInferringLoadBalancingPolicy")
                .withInt(DefaultDriverOption.NETTY_IO_SIZE, 1)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                // a quick end: nobody else uses the session
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .build();
        return CqlSession.builder()
                .addContactPoints(contactPoints)
                .withAuthCredentials(user, password)
                .withConfigLoader(config);
    }
}
