package io.tickstream.localstack.server;

import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One server of the stack, a process of its own. */
interface Server {
    /** The name on the command line, in pid files and logs. */
    String name();

    /** Where it listens; the first is the one that people look for. */
    List<Port> ports();

    /** The servers that must be ready before. */
    default List<String> needs() {
        return List.of();
    }

    /** Writes its configuration and says how it is started. */
    Command command() throws IOException;

    /** Whether it does its work now; asks it, and never throws because it is away. */
    boolean isReady() throws InterruptedException;

    /** What must be done once it is ready, such as creating topics. Can be repeated. */
    default void prepare() throws IOException, InterruptedException {}

    /** How long it may take to get ready, on a slow machine. */
    default Duration patience() {
        return Duration.ofMinutes(3);
    }

    /** How long it may take to end after it was asked to. */
    default Duration grace() {
        return Duration.ofSeconds(30);
    }
}
