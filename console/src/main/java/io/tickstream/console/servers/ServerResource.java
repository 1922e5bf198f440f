package io.tickstream.console.servers;

import io.smallrye.common.annotation.Blocking;
import io.tickstream.console.answer.Trouble;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Every process: whether it runs, and what it takes. */
@Path("/api/servers")
@Blocking
@Tag(name = "Servers")
class ServerResource {
    private final Servers servers;

    ServerResource(Servers servers) {
        this.servers = servers;
    }

    record All(List<ServerView> servers, List<Trouble> problems) {}

    @GET
    @Operation(summary = "Every server with its process, memory, processor time and web pages")
    public All all() {
        return new All(servers.look(), List.of());
    }
}
