package io.tickstream.console.overview;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.tickstream.console.answer.Asked;
import io.tickstream.service.http.Guard;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** The pipeline at a glance, once or as it goes on. */
@Path("/api")
@Tag(name = "Overview")
class OverviewResource {
    private final Overviews overviews;
    private final LiveEvents events;
    private final Guard guard;
    private final String version;

    OverviewResource(
            Overviews overviews,
            LiveEvents events,
            Guard guard,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.overviews = overviews;
        this.events = events;
        this.guard = guard;
        this.version = version;
    }

    /** What the page may do. */
    record Session(boolean writable, About console) {
        record About(String version) {}
    }

    @GET
    @Path("/overview")
    @Blocking
    @Operation(summary = "Every hop: how it does, how fast, what is wrong and what to do")
    public Overview overview() {
        return overviews.look();
    }

    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "The same as it goes on, as server-sent events",
            description =
                    "topics: overview (every 2 s), ticks (a slot that changed), companies (new ones), separated by"
                            + " commas; all by default.")
    public Multi<OutboundSseEvent> stream(@RestQuery String topics) {
        if (topics == null || topics.isEmpty()) {
            return events.of(LiveEvents.TOPICS);
        }
        Set<String> wanted = Arrays.stream(topics.split(",", -1)).collect(Collectors.toSet());
        wanted.forEach(topic -> Asked.choice("topics", topic, LiveEvents.TOPICS));
        return events.of(wanted);
    }

    @GET
    @Path("/session")
    @Operation(summary = "Whether changes need a token, and the console's version")
    public Session session() {
        return new Session(guard.isOnLoopback(), new Session.About(version));
    }
}
