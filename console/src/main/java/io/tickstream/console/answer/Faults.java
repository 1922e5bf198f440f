package io.tickstream.console.answer;

import io.tickstream.service.http.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Sees to it that whatever is refused or breaks is answered with a {@link Problem}. */
class Faults {
    private static final Logger LOG = Logger.getLogger(Faults.class);

    @ServerExceptionMapper
    Response away(ServerAway e) {
        return Problem.away(
                        e.server().label(),
                        "%s. %s".formatted(e.getMessage(), e.server().remedy()))
                .answer();
    }

    @ServerExceptionMapper
    Response bad(BadParameter e) {
        return Problem.of(400, e.getMessage()).answer();
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException e) {
        Response answer = e.getResponse();
        if (answer.hasEntity()) {
            return answer;
        }
        return switch (answer.getStatus()) {
            case 404 ->
                Problem.of(404, "There is nothing here; /api/openapi lists what there is")
                        .answer();
            case 405 ->
                Problem.of(405, "This path does not know the method; /api/openapi lists what there is")
                        .answer();
            case 415 -> Problem.of(415, "The body must be application/json").answer();
            default ->
                answer.getStatus() >= 500
                        ? broken(e)
                        : Problem.of(answer.getStatus(), "The request cannot be read; see /api/openapi")
                                .answer();
        };
    }

    @ServerExceptionMapper
    Response broken(Throwable e) {
        LOG.error("A request broke, and that is a bug", e);
        return Problem.of(500, "The console broke while it answered; its log has more: ./tickstream logs console")
                .answer();
    }
}
