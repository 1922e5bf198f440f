package io.tickstream.ingest.trigger;

import io.tickstream.service.http.Problem;

/** A request that asks for no tick, since it is no CloudEvent that can be read. The message says what to mend. */
final class RefusedEvent extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    RefusedEvent(Reason reason, String detail) {
        super(detail);
        this.reason = reason;
    }

    /** What was wrong, as metrics count it. */
    enum Reason {
        /** Neither headers of a CloudEvent nor the media type of one. */
        NO_EVENT("no_event", 400),
        /** Several events at once, or an event in another format than JSON. */
        FORMAT("format", 415),
        /** The body is to be a CloudEvent in JSON, and is not JSON. */
        JSON("json", 400),
        /** An attribute that a tick needs is missing. */
        ATTRIBUTE_MISSING("attribute_missing", 400),
        /** An attribute cannot be read, or stands there twice. */
        ATTRIBUTE("attribute", 400),
        /** The event's time is too far from now. */
        TIME("time", 400),
        /** The function is on its way down. */
        STOPPING("stopping", 503);

        private final String code;
        private final int status;

        Reason(String code, int status) {
            this.code = code;
            this.status = status;
        }

        /** The name in metrics and problems. */
        String code() {
            return code;
        }
    }

    Reason reason() {
        return reason;
    }

    Problem problem() {
        return Problem.of(reason.status, getMessage(), reason.code());
    }
}
