package io.tickstream.ingest.tick;

/** The function is on its way down and takes no tick any more; another instance, or a later one, will. */
public final class Stopping extends Exception {
    private static final long serialVersionUID = 1;

    Stopping() {
        super("The function is shutting down and takes no tick any more; send it again");
    }
}
