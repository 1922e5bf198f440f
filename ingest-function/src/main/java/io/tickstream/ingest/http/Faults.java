package io.tickstream.ingest.http;

import io.tickstream.service.http.Problem;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Sees to it that whatever is refused or breaks is answered with a {@link Problem}, and never with a bare 500. */
class Faults {
    private static final Logger LOG = Logger.getLogger(Faults.class);

    private static final Map<Integer, String> REMEDIES = Map.of(
            404, "There is nothing here. Ticks: POST / (CloudEvents), POST /ticks. Gate: GET and PUT /schedule",
            405, "This path does not know the method. POST / and /ticks; GET and PUT /schedule",
            415,
                    "Content-Type names no media type, or one that this path does not read: POST / takes a CloudEvent's, such as application/json, PUT /schedule takes application/json");

    /** What the router itself refuses, before any resource has seen it. */
    void onStart(@Observes Router router) {
        for (int status : REMEDIES.keySet()) {
            router.errorHandler(status, context -> answer(context, status));
        }
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException e) {
        Response answer = e.getResponse();
        if (answer.hasEntity()) {
            return answer;
        }
        int status = answer.getStatus();
        if (status >= 500) {
            return broken(e);
        }
        Response.ResponseBuilder problem =
                Response.fromResponse(Problem.of(status, remedy(status)).answer());
        Object allowed = answer.getHeaders().getFirst(HttpHeaders.ALLOW);
        return allowed == null
                ? problem.build()
                : problem.header(HttpHeaders.ALLOW, allowed).build();
    }

    /** The only thing that our resources read is the request's body. */
    @ServerExceptionMapper
    Response unreadable(IOException e) {
        LOG.debug("A request's body could not be read", e);
        return Problem.of(400, "The body broke off, or its chunks are not as HTTP has them; send it whole")
                .answer();
    }

    /** A bug. Told as a fault that may pass: a trigger gives up on a 500 for good, and repeating a tick is harmless. */
    @ServerExceptionMapper
    Response broken(Throwable e) {
        LOG.error("A request broke, and that is a bug", e);
        return Problem.of(503, "The function broke while it answered; its log has more. Send the request again")
                .answer();
    }

    private static void answer(RoutingContext context, int status) {
        if (context.response().ended() || context.response().headWritten()) {
            return;
        }
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(Problem.of(status, remedy(status)).json());
    }

    private static String remedy(int status) {
        return REMEDIES.getOrDefault(status, "The request cannot be read as HTTP; mend it before it is sent again");
    }
}
