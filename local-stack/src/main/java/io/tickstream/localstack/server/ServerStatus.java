package io.tickstream.localstack.server;

import io.tickstream.localstack.process.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How one server does.
 *
 * @param pid null if it does not run
 * @param address where it listens, host and port
 * @param uptime since its start; null if it does not run
 * @param residentBytes memory of the process and its descendants; 0 if it does not run
 * @param cpuTime processor time of the process and its living descendants
 */
public record ServerStatus(
        String name, State state, Long pid, String address, Duration uptime, long residentBytes, Duration cpuTime) {
    /** What a server does. */
    public enum State {
        /** It answers. */
        READY,
        /** It runs, and does not answer: it is starting, or in trouble. */
        NOT_READY,
        /** It has ended although nobody stopped it. */
        DIED,
        /** Nobody started it. */
        STOPPED;

        /** For people and scripts. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Every server of the stack, in order. */
    public static List<ServerStatus> of(LocalStack stack) throws IOException, InterruptedException {
        List<ServerStatus> all = new ArrayList<>();
        for (String name : stack.names()) {
            all.add(of(stack, name));
        }
        return all;
    }

    /** How many processor cores all servers together have used since the stack came to rest; empty within a second. */
    public static Optional<Double> coresSince(List<ServerStatus> servers, StartFigures start) {
        double elapsed = System.currentTimeMillis() - start.restSince();
        if (elapsed < 1000) {
            return Optional.empty();
        }
        double used = servers.stream()
                .filter(server -> server.pid() != null)
                .mapToLong(server -> Math.max(
                        0, server.cpuTime().toMillis() - start.cpuMillisAtRest().getOrDefault(server.name(), 0L)))
                .sum();
        return Optional.of(used / elapsed);
    }

    private static ServerStatus of(LocalStack stack, String name) throws IOException, InterruptedException {
        String address = stack.address(name);
        Optional<ServerProcess> running = stack.find(name);
        if (running.isEmpty()) {
            State state = stack.died(name) ? State.DIED : State.STOPPED;
            return new ServerStatus(name, state, null, address, null, 0, Duration.ZERO);
        }
        ServerProcess process = running.get();
        return new ServerStatus(
                name,
                stack.ready(name) ? State.READY : State.NOT_READY,
                process.pid(),
                address,
                Duration.between(process.startedAt(), Instant.now()),
                process.residentBytes(),
                process.cpuTime());
    }
}
