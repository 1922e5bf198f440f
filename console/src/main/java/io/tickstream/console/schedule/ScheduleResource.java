package io.tickstream.console.schedule;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Blocking;
import io.tickstream.console.answer.Asked;
import io.tickstream.console.answer.BadParameter;
import io.tickstream.console.answer.Changing;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.answer.Trouble;
import io.tickstream.contract.Schedule;
import io.tickstream.service.http.Guarded;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The gate and its switch; whatever changes something goes through the function. */
@Path("/api/schedule")
@Blocking
@Tag(name = "Schedule")
class ScheduleResource {
    private static final int SHOWN = 20;
    private static final int LONGEST_REASON = 500;

    private final ScheduleTables tables;
    private final Function function;
    private final ObjectMapper json;

    ScheduleResource(ScheduleTables tables, Function function, ObjectMapper json) {
        this.tables = tables;
        this.function = function;
        this.json = json;
    }

    /**
     * How the gate stands.
     *
     * @param changedAt null, like changedBy and reason, if nobody has ever changed it
     * @param changes the newest twenty, newest first
     */
    record Gate(
            String state,
            Instant changedAt,
            String changedBy,
            String reason,
            List<ScheduleTables.Change> changes,
            List<Trouble> problems) {}

    record Wanted(String state, String reason) {
        boolean isClear() {
            return (Schedule.PAUSED.equals(state) || Schedule.RUNNING.equals(state))
                    && reason != null
                    && !reason.isBlank()
                    && reason.length() <= LONGEST_REASON
                    && reason.chars().noneMatch(Character::isISOControl);
        }
    }

    @GET
    @Operation(summary = "Whether ticks run, since when, by whom and why")
    public Gate look() throws ServerAway {
        Optional<ScheduleTables.Change> now = tables.now();
        return new Gate(
                now.map(ScheduleTables.Change::state).orElse(Schedule.RUNNING),
                now.map(ScheduleTables.Change::at).orElse(null),
                now.map(ScheduleTables.Change::by).orElse(null),
                now.map(ScheduleTables.Change::reason).orElse(null),
                tables.newest(SHOWN),
                List.of());
    }

    @PUT
    @Guarded
    @Changing
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Pauses or resumes the ticks",
            description = "state: paused or running; reason: 1 to 500 characters, for those who look later.")
    public Gate change(byte[] body) throws ServerAway, Function.Refused {
        Wanted wanted = wanted(body);
        function.change(wanted.state(), wanted.reason().strip());
        return look();
    }

    private Wanted wanted(byte[] body) {
        return Asked.body(body, Wanted.class, json)
                .filter(Wanted::isClear)
                .orElseThrow(() -> new BadParameter(
                        "The body must be {\"state\": \"paused\" or \"running\", \"reason\": \"1 to %d characters on one line\"}"
                                .formatted(LONGEST_REASON)));
    }
}
