package io.tickstream.ingest.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/** Asks {@link Guard} before a guarded method runs. */
@Provider
@Guarded
class GuardFilter implements ContainerRequestFilter {
    private final Guard guard;

    GuardFilter(Guard guard) {
        this.guard = guard;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Caller caller = Caller.of(
                request.getHeaderString(HttpHeaders.HOST),
                request.getHeaderString("Origin"),
                request.getHeaderString("Sec-Fetch-Site"),
                request.getHeaderString(HttpHeaders.AUTHORIZATION));
        guard.objection(caller).ifPresent(problem -> request.abortWith(answer(problem)));
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
