package io.tickstream.localstack.cli;

/** What the command needs does not run, or is not there. */
final class NotRunning extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A server of the local stack. */
    NotRunning(String server) {
        this("%s does not run. Start it: ./tickstream up --detach".formatted(server), null);
    }

    NotRunning(String message, Throwable cause) {
        super(message, cause);
    }
}
