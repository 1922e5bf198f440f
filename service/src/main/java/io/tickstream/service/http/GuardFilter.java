package io.tickstream.service.http;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Asks {@link Guard} before a guarded method runs. */
class GuardFilter {
    private final Guard guard;

    GuardFilter(Guard guard) {
        this.guard = guard;
    }

    /** The answer to who may not call; empty for whoever may. */
    @Guarded
    @ServerRequestFilter
    public Optional<Response> refuse(HttpServerRequest request) {
        return guard.objection(Caller.of(request)).map(GuardFilter::answer);
    }

    private static Response answer(Problem problem) {
        Response answer = problem.answer();
        return problem.status() == Response.Status.UNAUTHORIZED.getStatusCode()
                ? Response.fromResponse(answer)
                        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"tickstream\"")
                        .build()
                : answer;
    }
}
