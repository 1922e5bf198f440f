package io.tickstream.endtoend.faults;

/** Passes connections on to a server, or breaks them. */
public interface FaultProxy {
    /** How connections fare, those that are open and those to come. */
    enum Mode {
        /** Unharmed. */
        PASS,
        /** Every byte comes late. */
        SLOW,
        /** One byte a second in each direction. */
        TRICKLE,
        /** Accepted and kept open, and nothing is forwarded. */
        HALF_OPEN,
        /** RST at once and on each new connection. */
        RESET,
        /** Nobody listens; open connections are closed. */
        REFUSE
    }

    /** From now on. */
    void mode(Mode mode);
}
