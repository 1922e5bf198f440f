package io.tickstream.service.kafka;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/** Words for what a client of Kafka has failed with. */
public final class KafkaFailure {
    private static final String UNRESOLVABLE = "No resolvable bootstrap urls";

    private KafkaFailure() {}

    /** Why: the innermost of a client that could not be made, since those around it only say that it could not. */
    public static String reason(Throwable failure) {
        return String.valueOf(innermost(failure).getMessage());
    }

    /**
     * What an operator looks at.
     *
     * @param rights what the user must have on the topics, such as Write and Describe
     * @param whenAway what if Kafka may only be away, or lacks what is asked for
     */
    public static String remedy(Throwable failure, String rights, String whenAway) {
        Throwable why = innermost(failure);
        if (why instanceof SaslAuthenticationException) {
            return "check user and password in kafka.sasl.jaas.config, and kafka.sasl.mechanism";
        }
        if (why instanceof SslAuthenticationException) {
            return "the broker's certificate is not trusted, or is another host's: check kafka.ssl.truststore.location";
        }
        if (why instanceof AuthorizationException) {
            return "give the user of kafka.sasl.jaas.config the rights %s on the topic".formatted(rights);
        }
        return isOfSettings(failure) ? "check the kafka.ssl.* and kafka.sasl.* settings" : whenAway;
    }

    /** Whether waiting helps nothing: Kafka refuses, is not trusted, or there can be no client with these settings. */
    public static boolean isRefusal(Throwable failure) {
        Throwable why = innermost(failure);
        return why instanceof SaslAuthenticationException
                || why instanceof SslAuthenticationException
                || why instanceof AuthorizationException
                || isOfSettings(failure);
    }

    /** A client was not made, and not for want of a broker whose name can be resolved. */
    private static boolean isOfSettings(Throwable failure) {
        return failure.getClass() == KafkaException.class
                && failure.getCause() != null
                && !reason(failure).contains(UNRESOLVABLE);
    }

    private static Throwable innermost(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getClass() == KafkaException.class && innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost;
    }
}
