package io.tickstream.localstack.server;

import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One server of the stack, a process of its own. */
abstract class Server {
    private final String name;
    private final Node node;
    private final List<Port> ports;
    private final List<String> needs;

    /**
     * A server that is not started yet.
     *
     * @param name on the command line, in pid files and logs
     * @param ports where it listens; the first is the one that people look for
     * @param needs the servers that must be ready before
     */
    Server(String name, List<Port> ports, List<String> needs) {
        this(name, Node.FIRST, ports, needs);
    }

    /**
     * A member of a cluster that is not started yet.
     *
     * @param service what the cluster does, such as kafka; the members' names follow from it
     * @param node which member, and at which address it listens
     * @param ports where it listens; the first is the one that people look for
     * @param needs the servers that must be ready before
     */
    Server(String service, Node node, List<Port> ports, List<String> needs) {
        this.name = node.nameOf(service);
        this.node = node;
        this.ports = List.copyOf(ports);
        this.needs = List.copyOf(needs);
    }

    final String name() {
        return name;
    }

    /** Which member of its cluster it is, and at which address it listens. */
    final Node node() {
        return node;
    }

    /** The names of all members of its cluster; its own, if it is alone. They do their work while most of them run. */
    List<String> members() {
        return List.of(name);
    }

    final List<Port> ports() {
        return ports;
    }

    final List<String> needs() {
        return needs;
    }

    /** Writes its configuration and says how it is started. */
    abstract Command command() throws IOException;

    /** Whether it does its work now; asks it, and never throws because it is away. */
    abstract boolean isReady() throws InterruptedException;

    /** What must be done once it is ready, such as creating topics. Can be repeated. */
    void prepare() throws IOException, InterruptedException {}

    /** How long it may take to get ready, on a slow machine. */
    Duration patience() {
        return Duration.ofMinutes(3);
    }

    /** How long it may take to end after it was asked to. */
    Duration grace() {
        return Duration.ofSeconds(30);
    }
}
