package io.tickstream.benchmarks.landing;

import io.tickstream.localstack.process.Folders;
import io.tickstream.localstack.server.Installation;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Site;
import io.tickstream.localstack.server.StackException;
import io.tickstream.localstack.server.StackSettings;
import io.tickstream.localstack.server.StateFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Real servers, started afresh on free ports and stopped when this process ends. */
final class Servers {
    private final Path root;
    private final LocalStack stack;

    private Servers(Path root, LocalStack stack) {
        this.root = root;
        this.stack = stack;
    }

    /** @param names as {@code ./tickstream status} shows them */
    static Servers start(Set<String> names) throws IOException, InterruptedException {
        return start(names, new StackSettings(null, 10, 10, false, Port.freeNumbers()).withThoroughCompiler());
    }

    /** All of them, with these settings. */
    static Servers start(StackSettings settings) throws IOException, InterruptedException {
        return start(Set.of(), settings);
    }

    /** @param names none for all */
    private static Servers start(Set<String> names, StackSettings settings) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("tickstream.root"));
        StateFolder state = new StateFolder(root.resolve("benchmarks/landing/target/stack"));
        LocalStack stack = new LocalStack(new Site(new Installation(root), state, settings));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stack, state), "stop"));
        stack.down(stack.allNames(), Servers::say); // what an earlier run, cut off, may have left
        Folders.delete(state.root());
        stack.up(names.isEmpty() ? stack.names() : names, Servers::say);
        return new Servers(root, stack);
    }

    /** The checkout. */
    Path root() {
        return root;
    }

    LocalStack stack() {
        return stack;
    }

    Site site() {
        return stack.site();
    }

    String kafka() {
        return site().settings().address(Port.KAFKA);
    }

    /** Base of the registry's Confluent API. */
    URI registry() {
        return site().settings().url(Port.REGISTRY, "/apis/ccompat/v7");
    }

    /** @throws StackException if the server does not run */
    long pid(String name) throws IOException {
        return stack.find(name)
                .orElseThrow(() -> new StackException("%s has ended; see %s".formatted(name, stack.log(name))))
                .pid();
    }

    /** The processor time that these have used so far, with what they have started: an executor is the worker's child. */
    Duration processorTime(Collection<String> names) throws IOException {
        Duration all = Duration.ZERO;
        for (String name : names) {
            long pid = pid(name);
            all = startedBy(pid)
                    .map(child -> ProcessorTime.of(child.pid()))
                    .reduce(all.plus(ProcessorTime.of(pid)), Duration::plus);
        }
        return all;
    }

    /** The JVMs that a server has started; Hadoop starts a chmod now and then as well, which is gone in a moment. */
    static Stream<ProcessHandle> startedBy(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(child -> child.info()
                        .command()
                        .filter(command -> command.endsWith("/java"))
                        .isPresent());
    }

    /** Tells whoever waits how far things are; standard output is for the result. */
    static void say(String line) {
        System.err.println(line);
    }

    private static void stop(LocalStack stack, StateFolder state) {
        try {
            stack.cancel(line -> {});
            stack.down(stack.allNames(), line -> {});
            for (String data : List.of("kafka", "cassandra", "contenders", "checkpoint")) { // the logs stay
                Folders.delete(state.root().resolve(data));
            }
        } catch (IOException e) {
            System.err.println("Cannot stop the servers: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
