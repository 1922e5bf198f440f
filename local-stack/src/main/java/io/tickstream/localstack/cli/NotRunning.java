package io.tickstream.localstack.cli;

/** A server that the command needs does not run. */
final class NotRunning extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotRunning(String server) {
        super("%s does not run. Start it: ./tickstream up --detach".formatted(server));
    }
}
