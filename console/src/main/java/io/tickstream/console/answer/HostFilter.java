package io.tickstream.console.answer;

import io.tickstream.service.http.Caller;
import io.tickstream.service.http.Guard;
import io.tickstream.service.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Keeps pages of other sites from looking, too. */
class HostFilter {
    private final Guard guard;

    HostFilter(Guard guard) {
        this.guard = guard;
    }

    /** The answer to who may not look; empty for whoever may. */
    @ServerRequestFilter
    public Optional<Response> refuse(HttpServerRequest request) {
        return guard.objectionToLooking(Caller.of(request)).map(Problem::answer);
    }
}
