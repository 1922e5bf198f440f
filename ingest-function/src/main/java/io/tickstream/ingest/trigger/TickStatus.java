package io.tickstream.ingest.trigger;

import io.tickstream.ingest.Receipt;
import io.tickstream.ingest.tick.Ticked;
import io.tickstream.service.http.Problem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * What a tick means to who asked for it: done (2xx), or to be asked for again. 2xx says that the broker has acknowledged
 * every record of the tick, or that a retry would change nothing (paused, empty, rejected, another tick ran). The
 * receipt is on its way then and still in memory: it outlives the broker's absence and an orderly end of the process,
 * but not a crash, after which the tick's rows are there and its slot shows as a hole in the ledger.
 */
final class TickStatus {
    private static final int TOO_MANY_REQUESTS = 429;

    private TickStatus() {}

    /**
     * The answer, still without a body: 429 if the source said so, else 503, both with Retry-After, for what a retry may
     * mend.
     *
     * @param done the status if nothing is to be gained by a retry
     */
    static Response.ResponseBuilder of(Ticked ticked, int done) {
        Receipt receipt = ticked.receipt();
        if (!receipt.outcome().worthRetrying()) {
            return Response.status(done);
        }
        boolean tooMany =
                receipt.sourceStatus().isPresent() && receipt.sourceStatus().getAsInt() == TOO_MANY_REQUESTS;
        return Response.status(tooMany ? TOO_MANY_REQUESTS : Response.Status.SERVICE_UNAVAILABLE.getStatusCode())
                .header(
                        HttpHeaders.RETRY_AFTER,
                        Problem.seconds(ticked.retryAfter().orElse(Problem.RETRY_AFTER)));
    }
}
