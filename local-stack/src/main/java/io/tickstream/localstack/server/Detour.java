package io.tickstream.localstack.server;

/**
 * Leads a hop by way of somebody between the two, such as a proxy that breaks connections on purpose.
 *
 * @param via the port that the client is given; whoever is between listens there
 * @param to the port where the server takes what came that way: its usual one; for Kafka one of its own, since a broker
 *     tells its clients where to come back to
 */
public record Detour(int via, int to) {
    /** Checks the ranges. */
    public Detour {
        for (int port : new int[] {via, to}) {
            if (port < 1 || port > 65535) {
                throw new StackException("A detour's port is %d; it must be 1 to 65535.".formatted(port));
            }
        }
    }
}
