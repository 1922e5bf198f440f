package io.tickstream.landing;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * A service answers, and does not let the job in, or the job does not trust it: waiting helps nothing. The message says
 * who refuses what, and which setting or right to look at; it holds no password.
 */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final String KAFKA = "spark.tickstream.kafka.";
    private static final String CASSANDRA = "spark.cassandra.";

    Refused(String message, Throwable cause) {
        super(message, cause);
    }

    /** What a client's failure means; empty for a fault that may pass. */
    static Optional<Refused> by(String service, Throwable failure) {
        return chain(failure)
                .flatMap(each -> remedy(each).stream()
                        .map(remedy -> new Refused("%s: %s. %s".formatted(service, reason(each), remedy), failure)))
                .findFirst()
                .or(() -> noClient(service, failure));
    }

    /**
     * What Kafka's failure means where somebody waits for it.
     *
     * @return the fault that may pass
     * @throws Refused if it will not
     */
    static Away awayOrRefused(String service, Throwable failure) {
        Optional<Refused> refused = by(service, failure);
        if (refused.isPresent()) {
            throw refused.get();
        }
        return new Away(innermost(failure).getMessage(), failure);
    }

    /** A client of Kafka's that cannot be made says so, and the reason within. */
    private static Optional<Refused> noClient(String service, Throwable failure) {
        Throwable why = innermost(failure);
        boolean ofSettings = (why != failure || why instanceof ConfigException)
                && !String.valueOf(why.getMessage()).contains("No resolvable bootstrap urls");
        return ofSettings
                ? Optional.of(new Refused(
                        "%s cannot be asked with these settings: %s. Check %sssl.* and %ssasl.*"
                                .formatted(service, reason(why), KAFKA, KAFKA),
                        failure))
                : Optional.empty();
    }

    /** Why a client of Kafka's failed: those around it only say that it could not be made. */
    private static Throwable innermost(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getClass() == KafkaException.class && innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost;
    }

    /**
     * Whether Cassandra could not look its own roles up, of which too few replicas answer: it says so as if the password,
     * or a right, were wrong.
     */
    static boolean isRolesAway(Throwable cause) {
        return String.valueOf(cause.getMessage()).contains("Unable to perform auth");
    }

    /** What to do about it, if it is a refusal. */
    static Optional<String> remedy(Throwable cause) {
        if (cause instanceof SaslAuthenticationException) {
            return Optional.of(
                    "Check user and password in %ssasl.jaas.config, and %ssasl.mechanism".formatted(KAFKA, KAFKA));
        }
        if (cause instanceof SslAuthenticationException) {
            return Optional.of(
                    "The job does not trust its certificate, or it is another host's: check %sssl.truststore.location"
                            .formatted(KAFKA));
        }
        if (cause instanceof AuthorizationException) {
            return Optional.of(
                    "Give the job's user Read and Describe on all three topics, Write on companies_rejected, and Read on groups that begin with spark-kafka-");
        }
        if (cause instanceof AuthenticationException && !isRolesAway(cause)) {
            return Optional.of("Check %sauth.username and %sauth.password".formatted(CASSANDRA, CASSANDRA));
        }
        if (cause instanceof UnauthorizedException && !isRolesAway(cause)) {
            return Optional.of("Grant it to the job's role; k8s/base/schema/grants.cql holds all that it needs");
        }
        return cause instanceof SSLHandshakeException
                ? Optional.of("The job does not trust its certificate: check %sconnection.ssl.trustStore.path"
                        .formatted(CASSANDRA))
                : Optional.empty();
    }

    /** Drivers say what failed on each node, and the reason within. */
    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).strip();
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    private static Stream<Throwable> chain(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .limit(20) // some causes go round in circles
                .flatMap(each -> each instanceof AllNodesFailedException nodes
                        ? Stream.concat(
                                Stream.of(each),
                                nodes.getAllErrors().values().stream()
                                        .flatMap(Collection::stream)
                                        .flatMap(Refused::chain))
                        : Stream.of(each));
    }
}
