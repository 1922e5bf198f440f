package io.tickstream.service.cassandra;

import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.metadata.EndPoint;
import com.datastax.oss.driver.api.core.ssl.SslEngineFactory;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS to Cassandra with the certificates of {@code quarkus.tls.cassandra.*}, such as
 * {@code quarkus.tls.cassandra.trust-store.pem.certs}: the extension for Cassandra has no settings of its own for that.
 * A node's certificate must have been made for the name or address by which the node is reached.
 */
@RegisterForReflection // the driver makes it, by its name
public final class CassandraTls implements SslEngineFactory {
    private static final String NAME = "cassandra";

    /** The driver's setting, which it takes from the system properties before all others. */
    private static final String FACTORY = "datastax-java-driver.advanced.ssl-engine-factory.class";

    private final SSLContext context;

    /** For the driver. */
    public CassandraTls(DriverContext driver) {
        TlsConfiguration configuration = Arc.container()
                .select(TlsConfigurationRegistry.class)
                .get()
                .get(NAME)
                .orElseThrow(() -> new IllegalStateException("quarkus.tls.%s.* is not set".formatted(NAME)));
        try {
            context = configuration.createSSLContext();
        } catch (Exception e) { // as declared
            throw new IllegalStateException(
                    "The certificates of quarkus.tls.%s.* cannot be used: %s".formatted(NAME, e.getMessage()), e);
        }
    }

    /** Has the driver speak TLS from its next session on, if the settings ask for it. */
    static void switchOn(TlsConfigurationRegistry registry) {
        if (registry.get(NAME).isPresent()) {
            System.setProperty(FACTORY, CassandraTls.class.getName());
        }
    }

    @Override
    public SSLEngine newSslEngine(EndPoint node) {
        SSLEngine engine = engine(node.resolve());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    private SSLEngine engine(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? context.createSSLEngine(host(inet), inet.getPort())
                : context.createSSLEngine();
    }

    /**
     * What the certificate must be of. Nodes tell each other's addresses, of which DNS knows the names, as the driver's
     * own factory takes them by default; this machine's own address has names that only this machine gives it.
     */
    private static String host(InetSocketAddress inet) {
        return inet.getAddress() != null && inet.getAddress().isLoopbackAddress()
                ? inet.getHostString()
                : inet.getHostName();
    }

    @Override
    public void close() {
        // nothing is held
    }
}
