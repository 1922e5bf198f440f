package io.tickstream.landing;

/** A service does not answer, or not usefully, and may do so a moment later. The message says what it did instead. */
final class Away extends Exception {
    private static final long serialVersionUID = 1;

    Away(String message) {
        super(message);
    }

    Away(String message, Throwable cause) {
        super(message, cause);
    }
}
