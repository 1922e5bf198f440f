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
        /** Knative's PingSource. */
        PINGSOURCE("pingsource"),
        /** A burst, as cron starts one each minute. */
        CRON("cron"),
        /** A person, a script, or an event that is none of the clock's. */
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
        return ofSlot(source, period, fireTime, Trigger.SCHEDULE, Optional.empty());
    }

    /**
     * The tick of a mark on the clock, made by a burst.
     *
     * @param mark when it was to be, which is not when it was
     */
    public static Tick ofBurst(String source, Duration period, Instant mark) {
        return ofSlot(source, period, mark, Trigger.CRON, Optional.empty());
    }

    /**
     * The tick of the mark on the clock at which Knative sent an event.
     *
     * @param sent the event's own time, which its retries keep
     * @param eventId the event's id, for tracing
     */
    public static Tick pinged(String source, Duration period, Instant sent, String eventId) {
        return ofSlot(source, period, sent, Trigger.PINGSOURCE, Optional.of(eventId));
    }

    private static Tick ofSlot(
            String source, Duration period, Instant time, Trigger trigger, Optional<String> eventId) {
        Instant slot = Identity.slot(time, period);
        return new Tick(Identity.tick(source, slot), slot, trigger, eventId);
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
