package io.tickstream.ingest.trigger;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tickstream.ingest.Receipt;
import io.tickstream.ingest.Tick;
import java.time.Instant;
import java.util.UUID;

/** A receipt as JSON: the fields of the contract's tick.avsc, by their names, in their order. */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record ReceiptJson(
        UUID id,
        Instant slot,
        String source,
        String trigger,
        String outcome,
        int fetched,
        int published,
        int rejected,
        Integer sourceStatus,
        String reason,
        Instant startedAt,
        Instant finishedAt,
        long fetchMs,
        long publishMs,
        String functionVersion,
        String eventId) {
    static ReceiptJson of(Receipt receipt) {
        Tick tick = receipt.tick();
        return new ReceiptJson(
                tick.id(),
                tick.slot(),
                receipt.source(),
                tick.trigger().code(),
                receipt.outcome().code(),
                receipt.counts().fetched(),
                receipt.counts().published(),
                receipt.counts().rejected(),
                receipt.sourceStatus().isPresent() ? receipt.sourceStatus().getAsInt() : null,
                receipt.reason().orElse(null),
                receipt.times().started(),
                receipt.times().finished(),
                receipt.times().fetch().toMillis(),
                receipt.times().publish().toMillis(),
                receipt.functionVersion(),
                tick.eventId().orElse(null));
    }
}
