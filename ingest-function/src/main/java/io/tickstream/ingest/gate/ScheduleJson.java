package io.tickstream.ingest.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tickstream.contract.Schedule;
import java.time.Instant;

/** The gate as JSON, by the names of its columns; what is not known is null. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
record ScheduleJson(String state, String changedBy, Instant changedAt, String reason) {
    /** What holds where nobody has set anything. */
    static final ScheduleJson UNSET = new ScheduleJson(Schedule.RUNNING, null, null, null);

    static ScheduleJson of(io.tickstream.ingest.gate.Schedule.Entry entry) {
        return new ScheduleJson(
                entry.state(),
                entry.changedBy().orElse(null),
                entry.changedAt().orElse(null),
                entry.reason().orElse(null));
    }

    static ScheduleJson of(Schedule change) {
        return new ScheduleJson(change.state(), change.changedBy(), change.changedAt(), change.reason());
    }
}
