package io.tickstream.console.answer;

/** A request asks for what cannot be; the message names the parameter and what it may be. */
public final class BadParameter extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Refuses a request.
     *
     * @param message a sentence without its full stop
     */
    public BadParameter(String message) {
        super(message);
    }
}
