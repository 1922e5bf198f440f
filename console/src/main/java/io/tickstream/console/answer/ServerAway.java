package io.tickstream.console.answer;

/** A server does not answer as it should; the message says how, the remedy what to do. */
public final class ServerAway extends Exception {
    private static final long serialVersionUID = 1;

    private final Server server;

    /**
     * A server is away.
     *
     * @param what a sentence without its full stop
     */
    public ServerAway(Server server, String what, Throwable cause) {
        super(what, cause);
        this.server = server;
    }

    /** Which one. */
    public Server server() {
        return server;
    }

    /** The same for an answer that can do without this server. */
    public Trouble trouble() {
        return new Trouble(server.label(), getMessage(), server.remedy());
    }
}
