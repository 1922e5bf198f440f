package io.tickstream.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Decides who may change something: whoever has the access token; and everybody on this machine as long as the process
 * listens on the loopback interface only, but for pages of other sites in a browser.
 */
@ApplicationScoped
public class Guard {
    private static final Logger LOG = Logger.getLogger(Guard.class);
    private final AccessToken token;
    private final String remedy;
    private final String listensOn;
    private final Optional<byte[]> expected;
    private final boolean listens;
    private boolean onLoopback;

    Guard(
            AccessToken token,
            @ConfigProperty(name = "quarkus.http.host") String listensOn,
            @ConfigProperty(name = "quarkus.http.host-enabled", defaultValue = "true") boolean listens) {
        this.listensOn = listensOn;
        this.listens = listens;
        this.token = token;
        this.expected = token.value().map(value -> value.getBytes(UTF_8));
        this.remedy = "set %s (%s) to 16 characters or more and send it as 'Authorization: Bearer …'"
                .formatted(token.setting(), token.variable());
    }

    void onStart(@Observes StartupEvent event) {
        onLoopback = isLoopback(listensOn);
        if (listens && !onLoopback && expected.isEmpty()) {
            LOG.warnf(
                    "%s refused, since this listens on %s without an access token; to use them, %s",
                    token.guarded(), listensOn, remedy);
        }
    }

    /**
     * Why the caller may not even look; empty if it may. On the loopback interface a name that leads there by DNS would
     * let a page of another site read everything.
     */
    public Optional<Problem> objectionToLooking(Caller caller) {
        return onLoopback && caller.token().isEmpty() && !caller.asksForLoopback()
                ? Optional.of(foreignHost())
                : Optional.empty();
    }

    /** Whether only this machine can call, so that nobody needs a token. */
    public boolean isOnLoopback() {
        return onLoopback;
    }

    /** Why the caller may not; empty if it may. */
    public Optional<Problem> objection(Caller caller) {
        if (caller.token().isPresent()) {
            boolean right = expected.filter(secret ->
                            MessageDigest.isEqual(secret, caller.token().get().getBytes(UTF_8)))
                    .isPresent();
            return right ? Optional.empty() : Optional.of(wrongToken("The bearer token is not the right one"));
        }
        if (!onLoopback) {
            return Optional.of(
                    expected.isPresent()
                            ? wrongToken("This needs the access token")
                            : Problem.of(
                                    403, "Nobody may do this from outside the machine; " + remedy, "no_token_set"));
        }
        if (caller.isPageOfAnotherSite()) {
            return Optional.of(Problem.of(403, "A page of another site may not do this", "cross_site"));
        }
        if (!caller.asksForLoopback()) {
            return Optional.of(foreignHost());
        }
        return Optional.empty();
    }

    private Problem foreignHost() {
        return Problem.of(
                403,
                "Without an access token the header Host must be localhost or a loopback address; " + remedy,
                "foreign_host");
    }

    private Problem wrongToken(String what) {
        return Problem.of(
                401,
                "%s; send the value of %s as 'Authorization: Bearer …'".formatted(what, token.setting()),
                "wrong_token");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // nobody can listen there either
        }
    }
}
