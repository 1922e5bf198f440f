package io.tickstream.console.schedule;

import io.tickstream.service.http.Problem;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Passes on why the function does not do what it was asked to. */
class FunctionFaults {
    @ServerExceptionMapper
    Response refused(Function.Refused e) {
        return e.status() == Response.Status.SERVICE_UNAVAILABLE.getStatusCode()
                ? Problem.away("function", e.getMessage()).answer()
                : Problem.of(e.status(), e.getMessage()).answer();
    }
}
