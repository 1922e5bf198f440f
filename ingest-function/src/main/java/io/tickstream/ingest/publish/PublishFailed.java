package io.tickstream.ingest.publish;

/** The broker or the registry is not there for us now; the message says which, why, and the remedy. */
final class PublishFailed extends Exception {
    private static final long serialVersionUID = 1;

    PublishFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
