package io.tickstream.service.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
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
        Caller caller = Caller.of(
                host(request),
                request.getHeader("Origin"),
                request.getHeader("Sec-Fetch-Site"),
                request.getHeader(HttpHeaders.AUTHORIZATION));
        return guard.objection(caller).map(GuardFilter::answer);
    }

    /** HTTP/2 has the pseudo-header :authority instead; the JDK's client upgrades to it by itself. */
    private static String host(HttpServerRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        if (host != null) {
            return host;
        }
        HostAndPort authority = request.authority();
        return authority == null ? null : authority.toString();
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
