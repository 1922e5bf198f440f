package io.tickstream.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.StartupEvent;
import io.tickstream.ingest.IngestConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Decides who may change the gate and make ticks by hand: whoever has the access token; and everybody on this machine
 * as long as the function listens on the loopback interface only, but for pages of other sites in a browser.
 */
@ApplicationScoped
class Guard {
    private static final Logger LOG = Logger.getLogger(Guard.class);
    private static final String REMEDY =
            "set ingest.access-token (INGEST_ACCESS_TOKEN) to 16 characters or more and send"
                    + " it as 'Authorization: Bearer …'";

    private final String listensOn;
    private final Optional<byte[]> expected;
    private final boolean listens;
    private boolean onLoopback;

    Guard(
            IngestConfig config,
            @ConfigProperty(name = "quarkus.http.host") String listensOn,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean listens) {
        this.listensOn = listensOn;
        this.listens = listens;
        this.expected = config.accessToken().map(token -> token.getBytes(UTF_8));
    }

    void onStart(@Observes StartupEvent event) {
        onLoopback = isLoopback(listensOn);
        if (listens && !onLoopback && expected.isEmpty()) {
            LOG.warnf(
                    "/schedule and POST /ticks are refused, since the function listens on %s without an access token;"
                            + " to use them, %s",
                    listensOn, REMEDY);
        }
    }

    /** Why the caller may not; empty if it may. */
    Optional<Problem> objection(Caller caller) {
        if (caller.token().isPresent()) {
            boolean right = expected.filter(token ->
                            MessageDigest.isEqual(token, caller.token().get().getBytes(UTF_8)))
                    .isPresent();
            return right ? Optional.empty() : Optional.of(wrongToken("The bearer token is not the function's"));
        }
        if (!onLoopback) {
            return Optional.of(
                    expected.isPresent()
                            ? wrongToken("This needs the function's access token")
                            : Problem.of(
                                    403, "Nobody may do this from outside the machine; " + REMEDY, "no_token_set"));
        }
        if (caller.isPageOfAnotherSite()) {
            return Optional.of(Problem.of(403, "A page of another site may not do this", "cross_site"));
        }
        if (!caller.asksForLoopback()) {
            return Optional.of(Problem.of(
                    403,
                    "Without an access token the header Host must be localhost or a loopback address; " + REMEDY,
                    "foreign_host"));
        }
        return Optional.empty();
    }

    private static Problem wrongToken(String what) {
        return Problem.of(
                401, what + "; send the value of ingest.access-token as 'Authorization: Bearer …'", "wrong_token");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // nobody can listen there either
        }
    }
}
