package io.tickstream.ingest.trigger;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Receipt;
import io.tickstream.ingest.Tick;
import io.tickstream.ingest.tick.Ticked;
import io.tickstream.ingest.tick.Ticker;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Ticks by hand. */
@Path("/ticks")
class TickResource {
    private static final int MAX_EVENT_ID = 200;

    /** For callers that retry by themselves, where the source asked for nothing else. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** Requests whose repetition is known as such, until the process ends. */
    private static final int REMEMBERED = 1000;

    private final IngestConfig config;
    private final Ticker ticker;
    private final Clock clock;

    @SuppressWarnings("serial") // nobody serializes it
    private final Map<String, Instant> asked = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    TickResource(IngestConfig config, Ticker ticker, Clock clock) {
        this.config = config;
        this.ticker = ticker;
        this.clock = clock;
    }

    /**
     * Makes one tick and answers its receipt: 200 if nothing is to be gained by a retry, else 503 with Retry-After. A
     * request that is repeated under the same name makes the same companies again, which land in the same rows.
     *
     * @param eventId the CloudEvent's id; names the request
     * @param idempotencyKey the same for callers who know no CloudEvents
     */
    @POST
    @Blocking
    @Produces(MediaType.APPLICATION_JSON)
    public RestResponse<?> tick(
            @RestHeader("ce-id") Optional<String> eventId,
            @RestHeader("Idempotency-Key") Optional<String> idempotencyKey) {
        String name = eventId.or(() -> idempotencyKey)
                .orElseGet(() -> UUID.randomUUID().toString());
        if (!isPrintable(name)) {
            return ResponseBuilder.create(
                            Status.BAD_REQUEST,
                            new Problem("ce-id and Idempotency-Key take 1 to %d printable characters of ASCII"
                                    .formatted(MAX_EVENT_ID)))
                    .build();
        }
        return answer(ticker.run(Tick.byHand(config.source().name(), config.period(), firstAsked(name), name)));
    }

    /** When a request of this name came first: repeated later, it is the same tick, of the same slot. */
    private Instant firstAsked(String name) {
        synchronized (asked) {
            return asked.computeIfAbsent(name, first -> clock.instant());
        }
    }

    private static RestResponse<ReceiptJson> answer(Ticked ticked) {
        Receipt receipt = ticked.receipt();
        if (!receipt.outcome().worthRetrying()) {
            return RestResponse.ok(ReceiptJson.of(receipt));
        }
        Duration wait = ticked.retryAfter().orElse(RETRY_AFTER);
        return ResponseBuilder.create(Status.SERVICE_UNAVAILABLE, ReceiptJson.of(receipt))
                .header(
                        HttpHeaders.RETRY_AFTER,
                        Math.max(1, wait.plusMillis(999).toSeconds()))
                .build();
    }

    private static boolean isPrintable(String name) {
        return !name.isBlank()
                && name.length() <= MAX_EVENT_ID
                && name.chars().allMatch(character -> character >= ' ' && character <= '~');
    }

    /** What was wrong with the request. */
    @RegisterForReflection
    record Problem(String error) {}
}
