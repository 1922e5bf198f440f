package io.tickstream.console.answer;

import io.tickstream.service.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses changes without the header; see {@link Changing}. */
class ChangingFilter {
    private static final String HEADER = "X-Requested-With";

    /** The answer to who may not; empty for whoever may. */
    @Changing
    @ServerRequestFilter
    public Optional<Response> refuse(HttpServerRequest request) {
        return "tickstream".equals(request.getHeader(HEADER))
                ? Optional.empty()
                : Optional.of(
                        Problem.of(403, "A change needs the header '%s: tickstream'".formatted(HEADER), "cross_site")
                                .answer());
    }
}
