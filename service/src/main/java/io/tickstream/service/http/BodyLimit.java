package io.tickstream.service.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses a body beyond {@code quarkus.http.limits.max-body-size} with a {@link Problem}; Quarkus' own check answers
 * without a word.
 */
class BodyLimit {
    private static final int STATUS = Response.Status.REQUEST_ENTITY_TOO_LARGE.getStatusCode();

    /** Before Quarkus' own check, which looks at the length that the request gives. */
    private static final int BEFORE_ALL_ROUTES = -1000;

    private final long maxBytes;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize max) {
        this.maxBytes = max.asLongValue();
    }

    void onStart(@Observes Router router) {
        router.route().order(BEFORE_ALL_ROUTES).handler(this::check);
        router.errorHandler(STATUS, this::refuse); // a body in chunks, whose length nobody gives
    }

    private void check(RoutingContext context) {
        if (isTooLong(context.request().getHeader(HttpHeaders.CONTENT_LENGTH))) {
            refuse(context);
        } else {
            context.next();
        }
    }

    private boolean isTooLong(String length) {
        try {
            return length != null && Long.parseLong(length) > maxBytes;
        } catch (NumberFormatException e) {
            return false; // the server has checked it
        }
    }

    private void refuse(RoutingContext context) {
        if (context.response().ended() || context.response().headWritten()) {
            return;
        }
        // what is still on its way is not read, so nothing can follow on this connection
        context.response()
                .putHeader("Connection", "close")
                .setStatusCode(STATUS)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(Problem.of(
                                STATUS,
                                "The body has more than %d bytes; see quarkus.http.limits.max-body-size"
                                        .formatted(maxBytes))
                        .json());
    }
}
