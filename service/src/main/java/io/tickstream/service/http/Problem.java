package io.tickstream.service.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a request was refused, as RFC 9457 has it.
 *
 * @param type about:blank, which says that the title is the status in words
 * @param detail what was wrong, and the remedy; nothing secret
 * @param reason one word for programs, the same as in metrics; null if the status says it all
 * @param server the server that is away; null if none is
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(String type, String title, int status, String detail, String reason, String server) {
    /** RFC 9457. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** For callers that retry by themselves, where nobody asked for anything else. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    public static Problem of(int status, String detail) {
        return of(status, detail, null);
    }

    public static Problem of(int status, String detail, String reason) {
        return new Problem("about:blank", title(status), status, detail, reason, null);
    }

    /** A server that the answer needs is away. */
    public static Problem away(String server, String detail) {
        int status = Response.Status.SERVICE_UNAVAILABLE.getStatusCode();
        return new Problem("about:blank", title(status), status, detail, null, server);
    }

    /** The whole answer; one that a retry may mend says when. */
    public Response answer() {
        Response.ResponseBuilder answer =
                Response.status(status).type(MEDIA_TYPE).entity(this);
        if (status == Response.Status.SERVICE_UNAVAILABLE.getStatusCode()) {
            answer.header(HttpHeaders.RETRY_AFTER, seconds(RETRY_AFTER));
        }
        return answer.build();
    }

    /** How Retry-After is written: whole seconds, at least one. */
    public static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }

    /** For where no JAX-RS is. */
    public String json() {
        return new JsonObject()
                .put("type", type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .encode();
    }

    private static String title(int status) {
        return Optional.ofNullable(Response.Status.fromStatusCode(status))
                .map(Response.Status::getReasonPhrase)
                .orElse("Status " + status);
    }
}
