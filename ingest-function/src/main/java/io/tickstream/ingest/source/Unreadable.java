package io.tickstream.ingest.source;

import io.tickstream.ingest.Rejection.Reason;

/** A record or an answer cannot be read; the message says what is wrong with it, without its content. */
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    Unreadable(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
