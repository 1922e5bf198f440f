package io.tickstream.ingest.gate;

import io.smallrye.common.annotation.Blocking;
import io.tickstream.ingest.gate.Schedule.Unreachable;
import io.tickstream.service.http.Guarded;
import io.tickstream.service.http.Problem;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;

/** The gate over HTTP: everybody may look, whom the guard lets in may turn it. */
@Path("/schedule")
class ScheduleResource {
    private final Gate gate;
    private final ChangeReader reader;

    ScheduleResource(Gate gate, ChangeReader reader) {
        this.gate = gate;
        this.reader = reader;
    }

    /** The gate as Cassandra has it now; 503 if that cannot be told. */
    @GET
    @Blocking
    @Guarded
    public Response look() {
        if (!gate.isEnabled()) {
            return json(ScheduleJson.UNSET);
        }
        try {
            return json(gate.read().map(ScheduleJson::of).orElse(ScheduleJson.UNSET));
        } catch (Unreachable e) {
            return away("The schedule cannot be read: %s. Ticks go by the last known state, %s"
                    .formatted(e.getMessage(), gate.lastView().state().name().toLowerCase(Locale.ROOT)));
        }
    }

    /** Pauses or resumes the ticks; answers the gate as it is then. 503 if Cassandra did not take it. */
    @PUT
    @Blocking
    @Guarded
    @Consumes(MediaType.APPLICATION_JSON)
    public Response change(byte[] body) {
        if (!gate.isEnabled()) {
            return Problem.of(409, "This function asks no gate; set ingest.gate.enabled=true to have one")
                    .answer();
        }
        try {
            io.tickstream.contract.Schedule change = reader.read(body);
            gate.change(change);
            return json(ScheduleJson.of(change));
        } catch (ChangeReader.Unclear e) {
            return Problem.of(400, e.getMessage()).answer();
        } catch (Unreachable e) {
            return away(("Whether the schedule was changed is not known: %s. Send the change again, or use"
                            + " './tickstream schedule', which asks Cassandra itself")
                    .formatted(e.getMessage()));
        }
    }

    private static Response json(ScheduleJson schedule) {
        return Response.ok(schedule, MediaType.APPLICATION_JSON_TYPE).build();
    }

    private static Response away(String detail) {
        return Problem.of(503, detail, "cassandra_unavailable").answer();
    }
}
