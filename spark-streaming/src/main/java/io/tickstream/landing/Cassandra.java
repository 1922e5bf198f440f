package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.spark.connector.cql.CassandraConnector;
import com.datastax.spark.connector.writer.RateLimiter;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.SparkConf;

/**
 * How a task reaches Cassandra: over the connector's session, which the tasks of an executor share and which
 * {@code spark.cassandra.connection.*}, {@code auth.*} and {@code ssl.*} configure.
 *
 * @param batchBytes the most bytes of one batch statement
 * @param concurrentWrites the most statements in flight of one writer
 * @param bytesPerSecond the most bytes of rows that one writer sends; {@link JobSettings#NO_LIMIT} for any number
 */
record Cassandra(
        CassandraConnector connector,
        DefaultConsistencyLevel consistency,
        int batchBytes,
        int concurrentWrites,
        long bytesPerSecond)
        implements Serializable {

    /** In milliseconds; a minute by default, which a node that is back would then wait for. */
    private static final String LONGEST_RECONNECTION_PAUSE = "spark.cassandra.connection.reconnectionDelayMS.max";

    private static final String SSL = "spark.cassandra.connection.ssl.";

    Cassandra {
        requireNonNull(connector, "connector");
        requireNonNull(consistency, "consistency");
    }

    static Cassandra of(SparkConf conf, JobSettings settings) {
        return new Cassandra(
                // what else the driver does by default is in application.conf
                CassandraConnector.apply(conf.clone().setIfMissing(LONGEST_RECONNECTION_PAUSE, "5000")),
                settings.consistency(),
                settings.batchBytes(),
                settings.concurrentWrites(),
                settings.bytesPerSecond());
    }

    /**
     * With TLS 1.3's cipher suites where none are set: the connector's own, with RSA key exchange, are those that today's
     * Java refuses.
     */
    static SparkConf withCiphers(SparkConf conf) {
        return conf.getBoolean(SSL + "enabled", false)
                ? conf.setIfMissing(SSL + "enabledAlgorithms", "TLS_AES_256_GCM_SHA384,TLS_AES_128_GCM_SHA256")
                : conf;
    }

    ConsistencyLevel consistencyLevel() {
        return consistency;
    }

    /** Sees what was written with {@link #consistencyLevel}; with ONE to THREE only if there are as many replicas. */
    ConsistencyLevel readConsistency() {
        return switch (consistency) {
            case ALL -> DefaultConsistencyLevel.LOCAL_ONE;
            case EACH_QUORUM -> DefaultConsistencyLevel.LOCAL_QUORUM;
            default -> consistency;
        };
    }

    /** What a writer waits for before it sends; empty without a limit. */
    Optional<RateLimiter> rateLimiter() {
        return bytesPerSecond == JobSettings.NO_LIMIT
                ? Optional.empty()
                : Optional.of(new RateLimiter(
                        bytesPerSecond,
                        bytesPerSecond, // a second's worth may go out at once
                        RateLimiter.$lessinit$greater$default$3(), // Scala's defaults: the clock, and Thread.sleep
                        RateLimiter.$lessinit$greater$default$4()));
    }

    /** Returns a session to be closed after use. */
    CqlSession open() throws Away {
        try {
            return connector.openSession();
        } catch (Exception e) {
            if (e instanceof IOException) { // Scala declares no exceptions
                throw new Away(e.getMessage(), e);
            }
            throw e;
        }
    }

    /**
     * Tells a fault that may pass from one that will not.
     *
     * @return the fault that may pass
     * @throws DriverException if the statement is wrong, or not allowed, and will be so the next time
     */
    static Away awayOrThrow(DriverException e) {
        if (e instanceof QueryValidationException && !Refused.isRolesAway(e)) {
            throw e;
        }
        return new Away("%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()), e);
    }

    /** The same for whatever a statement sent without waiting has failed with. */
    static Away awayOrThrow(Throwable cause) {
        if (cause instanceof DriverException driverException) {
            return awayOrThrow(driverException);
        }
        throw new IllegalStateException("Cassandra's driver failed with %s".formatted(cause), cause);
    }

    /** Address and role, for messages. */
    @Override
    public String toString() {
        return "Cassandra at " + connector.conf().contactInfo().endPointStr().replaceAll("[{}]", "");
    }
}
