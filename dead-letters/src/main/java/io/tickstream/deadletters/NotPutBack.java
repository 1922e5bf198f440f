package io.tickstream.deadletters;

/** A dead letter was not put back and stays where it is; the message says why, and what to do. */
public final class NotPutBack extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotPutBack(String message) {
        super(message);
    }

    NotPutBack(String message, Throwable cause) {
        super(message, cause);
    }
}
