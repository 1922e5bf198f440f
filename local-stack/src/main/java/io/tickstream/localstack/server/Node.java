package io.tickstream.localstack.server;

import io.tickstream.localstack.process.PortHolder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A member of a cluster on this one machine, which has an address of the loopback interface to itself, so that all
 * members have the same port numbers, as on machines of their own.
 *
 * @param number 1 to 3; the first has the address at which everything else of the stack listens
 */
record Node(int number) {
    /** The only one, where there is no cluster. */
    static final Node FIRST = new Node(1);

    /** So many, from the first on. */
    static List<Node> all(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Node::new).toList();
    }

    boolean first() {
        return number == 1;
    }

    /** 127.0.0.1 and those after it. */
    String address() {
        return "127.0.0." + number;
    }

    InetAddress inetAddress() {
        try {
            return InetAddress.getByName(address());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(address() + " is an address, not a name that could be unknown", e);
        }
    }

    /** What a server is called on this node: kafka, kafka-2, kafka-3. */
    String nameOf(String server) {
        return first() ? server : server + "-" + number;
    }

    /** Linux answers for the whole of 127.0.0.0/8 by itself; macOS only for 127.0.0.1, until it is told. */
    void requireAddress() {
        if (!PortHolder.isFree(inetAddress(), 0)) {
            throw new StackException(
                    "%1$s is no address of this machine, and node %2$d would listen there. Linux has all addresses of 127.0.0.0/8; on macOS, add it until the next restart: sudo ifconfig lo0 alias %1$s"
                            .formatted(address(), number));
        }
    }
}
