package io.tickstream.ingest.trigger;

import io.smallrye.common.annotation.Blocking;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Receipt;
import io.tickstream.ingest.Tick;
import io.tickstream.ingest.tick.Stopping;
import io.tickstream.ingest.tick.Ticked;
import io.tickstream.ingest.tick.Ticker;
import io.tickstream.service.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;

/**
 * Ticks by CloudEvent, as Knative's PingSource, brokers and triggers send them. Open to whoever can reach the port:
 * senders of Knative bring no token, so who may reach it is for the network to say (a NetworkPolicy). An event can make
 * a tick and nothing else, and a page in a browser cannot send one, since it may set none of the headers.
 */
@Path("/")
class EventResource {
    private static final int NO_CONTENT = Response.Status.NO_CONTENT.getStatusCode();

    private final IngestConfig config;
    private final EventReader reader;
    private final FirstAsked firstAsked;
    private final Ticker ticker;
    private final TriggerMetrics metrics;

    EventResource(
            IngestConfig config, EventReader reader, FirstAsked firstAsked, Ticker ticker, TriggerMetrics metrics) {
        this.config = config;
        this.reader = reader;
        this.firstAsked = firstAsked;
        this.ticker = ticker;
        this.metrics = metrics;
    }

    /**
     * Makes the tick that the event asks for, and answers when it is over. See {@link TickStatus} for what the status
     * says. A 204 has no body, since Knative's broker takes any body that is no CloudEvent for a failure; tick and
     * outcome stand in headers.
     */
    @POST
    @Blocking
    @Consumes(MediaType.WILDCARD)
    public Response event(HttpServerRequest request, byte[] body) {
        try {
            TriggerEvent event = reader.read(request.headers()::getAll, body);
            return answer(ticker.run(tick(event)));
        } catch (RefusedEvent e) {
            return refuse(e);
        } catch (Stopping e) {
            return refuse(new RefusedEvent(RefusedEvent.Reason.STOPPING, e.getMessage()));
        }
    }

    private Tick tick(TriggerEvent event) {
        String source = config.source().name();
        Instant time = event.time().orElseGet(() -> firstAsked.of(event.name()));
        return event.isPing()
                ? Tick.pinged(source, config.period(), time, event.id())
                : Tick.byHand(source, config.period(), time, event.name());
    }

    private Response refuse(RefusedEvent refused) {
        metrics.refused(refused.reason());
        return refused.problem().answer();
    }

    private static Response answer(Ticked ticked) {
        Receipt receipt = ticked.receipt();
        Response.ResponseBuilder answer = TickStatus.of(ticked, NO_CONTENT)
                .header("Tick-Id", receipt.tick().id())
                .header("Tick-Outcome", receipt.outcome().code());
        if (receipt.outcome().worthRetrying()) {
            int status = answer.build().getStatus();
            answer.type(Problem.MEDIA_TYPE)
                    .entity(Problem.of(
                            status,
                            receipt.reason().orElse("The tick failed") + "; send the event again",
                            receipt.outcome().code()));
        }
        return answer.build();
    }
}
