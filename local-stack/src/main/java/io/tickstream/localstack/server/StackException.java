package io.tickstream.localstack.server;

/** The stack cannot do what was asked; the message names what, why and the remedy, for the person at the terminal. */
public class StackException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With a message that stands alone. */
    public StackException(String message) {
        super(message);
    }

    /** With what caused it. */
    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
