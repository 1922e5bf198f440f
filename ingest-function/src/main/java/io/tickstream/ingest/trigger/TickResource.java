package io.tickstream.ingest.trigger;

import io.smallrye.common.annotation.Blocking;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Tick;
import io.tickstream.ingest.tick.Stopping;
import io.tickstream.ingest.tick.Ticked;
import io.tickstream.ingest.tick.Ticker;
import io.tickstream.service.http.Guarded;
import io.tickstream.service.http.Problem;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestHeader;

/** Ticks by hand. */
@Path("/ticks")
class TickResource {
    private static final int MAX_NAME = 200;

    private final IngestConfig config;
    private final FirstAsked firstAsked;
    private final Ticker ticker;

    TickResource(IngestConfig config, FirstAsked firstAsked, Ticker ticker) {
        this.config = config;
        this.firstAsked = firstAsked;
        this.ticker = ticker;
    }

    /**
     * Makes one tick and answers its receipt: 200 if nothing is to be gained by a retry, else 503 or 429 with
     * Retry-After, see {@link TickStatus}. A request that is repeated under the same name makes the same companies
     * again, which land in the same rows.
     *
     * @param eventId the CloudEvent's id; names the request
     * @param idempotencyKey the same for callers who know no CloudEvents
     */
    @POST
    @Blocking
    @Guarded
    public Response tick(
            @RestHeader("ce-id") Optional<String> eventId,
            @RestHeader("Idempotency-Key") Optional<String> idempotencyKey) {
        String name = eventId.or(() -> idempotencyKey)
                .orElseGet(() -> UUID.randomUUID().toString());
        if (!isPrintable(name)) {
            return Problem.of(
                            400,
                            "ce-id and Idempotency-Key take 1 to %d printable characters of ASCII".formatted(MAX_NAME))
                    .answer();
        }
        try {
            Ticked ticked = ticker.run(Tick.byHand(config.source().name(), config.period(), firstAsked.of(name), name));
            return TickStatus.of(ticked, 200)
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(ReceiptJson.of(ticked.receipt()))
                    .build();
        } catch (Stopping e) {
            return Problem.of(503, e.getMessage(), RefusedEvent.Reason.STOPPING.code())
                    .answer();
        }
    }

    private static boolean isPrintable(String name) {
        return !name.isBlank()
                && name.length() <= MAX_NAME
                && name.chars().allMatch(character -> character >= ' ' && character <= '~');
    }
}
