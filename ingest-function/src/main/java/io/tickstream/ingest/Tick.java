package io.tickstream.ingest;

import static java.util.Objects.requireNonNull;

import io.tickstream.contract.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One call of the function. All that it makes follows from it, so a tick that is repeated makes the same.
 *
 * @param slot the mark on the clock that the tick belongs to; also its companies' time stamp
 * @param eventId names the request that asked for the tick; empty for the function's own schedule
 */
public record Tick(UUID id, Instant slot, Trigger trigger, Optional<String> eventId) {
    /** What calls a tick. */
    public enum Trigger {
        /** The function's own schedule. */
        SCHEDULE("schedule"),
        /** A person or a script. */
        MANUAL("manual");

        private final String code;

        Trigger(String code) {
            this.code = code;
        }

        /** The name in a receipt. */
        public String code() {
            return code;
        }
    }

    public Tick {
        requireNonNull(id, "id");
        requireNonNull(slot, "slot");
        requireNonNull(trigger, "trigger");
        requireNonNull(eventId, "eventId");
    }

    /**
     * The tick of a mark on the clock.
     *
     * @param fireTime when it was to be, which is not when it was
     */
    public static Tick scheduled(String source, Duration period, Instant fireTime) {
        Instant slot = Identity.slot(fireTime, period);
        return new Tick(Identity.tick(source, slot), slot, Trigger.SCHEDULE, Optional.empty());
    }

    /**
     * A tick asked for by hand, which is none of the clock's.
     *
     * @param eventId names the request; its retries carry the same
     */
    public static Tick byHand(String source, Duration period, Instant asked, String eventId) {
        return new Tick(
                Identity.manualTick(source, eventId),
                Identity.slot(asked, period),
                Trigger.MANUAL,
                Optional.of(eventId));
    }
}
