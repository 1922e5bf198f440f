package io.tickstream.console;

import io.tickstream.service.http.AccessToken;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Who may change something, and the clock that all go by. */
class ConsoleAccess {
    @Produces
    @Singleton
    AccessToken token(ConsoleConfig config) {
        return new AccessToken(config.accessToken(), "console.access-token", "Changes by the page are");
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
