package io.tickstream.ingest.source;

/** The source gave no whole answer; the message says why, in words an operator can act on. */
final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1;

    NoAnswer(String message, Throwable cause) {
        super(message, cause);
    }
}
