package io.tickstream.console.schedule;

import io.smallrye.common.annotation.Blocking;
import io.tickstream.console.answer.Changing;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.service.http.Guarded;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Ticks by hand. */
@Path("/api/ticks")
@Blocking
@Tag(name = "Ticks")
class TickNowResource {
    private final Function function;

    TickNowResource(Function function) {
        this.function = function;
    }

    @POST
    @Guarded
    @Changing
    @Operation(summary = "Makes one tick now; answers its receipt, however it ended")
    public Function.Receipt tick() throws ServerAway, Function.Refused {
        return function.tick();
    }
}
