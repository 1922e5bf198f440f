package io.tickstream.localstack.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import io.tickstream.contract.Schedule;
import io.tickstream.localstack.schedule.CassandraGate;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.FirstRow;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.StackException;
import io.tickstream.localstack.server.StackSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Start the servers that do not run yet, and wait until companies land.",
            "Without --detach, stay until Ctrl-C, then stop them all."
        })
final class UpCommand implements Callable<Integer> {
    private static final Duration FIRST_ROW_PATIENCE = Duration.ofMinutes(2);
    private static final Duration WATCH_INTERVAL = Duration.ofSeconds(2);

    @Option(
            names = "--detach",
            description = "Return when the first row has landed; ./tickstream down stops the servers.")
    boolean detach;

    @Option(
            names = "--source",
            paramLabel = "URL",
            description =
                    "The company API to ask instead of the stand-in, such as https://fakerapi.it/api/v2/companies.")
    URI source;

    @Option(names = "--quantity", paramLabel = "N", description = "Companies a tick, 1 to 1000. Usually 10.")
    Integer quantity;

    @Option(
            names = "--period",
            paramLabel = "SECONDS",
            description = "Time between ticks, a divisor of 60. Usually 10.")
    Integer period;

    @Option(
            names = "--nodes",
            paramLabel = "1|3",
            description = "Brokers of Kafka and nodes of Cassandra. With 3 (on 127.0.0.1 to 127.0.0.3), one of each may"
                    + " fail. Usually 1; stays as it was until ./tickstream reset.")
    Integer nodes;

    @Option(names = "--no-ticking", description = "Make no ticks but those by hand (./tickstream tick).")
    boolean noTicking;

    @Option(
            names = "--secured",
            description = "Kafka and Cassandra speak TLS only, and Kafka gives each part a user with its rights.")
    boolean secured;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Start these servers only: cassandra, kafka, registry, company-api, spark-master,"
                    + " spark-worker, job, function, console; with --nodes 3 also cassandra-2, cassandra-3, kafka-2,"
                    + " kafka-3.")
    Set<String> only;

    @Option(
            names = "--port",
            paramLabel = "NAME=NUMBER",
            description = "Another port for a server, such as kafka=19092. Can be repeated. Names: kafka,"
                    + " kafka-controller, registry, registry-management, cassandra, cassandra-storage, cassandra-jmx,"
                    + " spark-master, spark-master-ui, spark-worker-ui, job-ui, function, company-api, console.")
    Map<String, Integer> ports;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        PrintWriter out = spec.commandLine().getOut();
        LocalStack stack = Place.stack(settings());
        Set<String> wanted = only == null ? stack.names() : checked(stack, only);
        if (stack.running(wanted)) {
            out.println("Everything runs already. ./tickstream status shows it, ./tickstream down stops it.");
            return ExitCode.DONE;
        }
        boolean fromNothing = !stack.runningAtAll();
        Thread stopOnExit = new Thread(() -> stop(stack, wanted, out), "stop");
        Runtime.getRuntime().addShutdownHook(stopOnExit);
        out.printf("Starting in %s%n", stack.site().state().root());
        boolean landed = true;
        try {
            stack.up(wanted, out::println);
            if (wanted.containsAll(stack.names()) && stack.site().settings().ticking()) {
                landed = awaitFirstRow(stack, begun, fromNothing, out);
            }
        } catch (StackException | IOException e) {
            if (stopOnExit.isAlive()) {
                return ExitCode.FAILED; // Ctrl-C; what failed, failed because of it
            }
            Runtime.getRuntime().removeShutdownHook(stopOnExit);
            throw e;
        }
        if (detach) {
            Runtime.getRuntime().removeShutdownHook(stopOnExit);
            out.println("The servers run on. ./tickstream status shows them, ./tickstream down stops them.");
            return landed ? ExitCode.DONE : ExitCode.FAILED;
        }
        out.println("Ctrl-C stops the servers. Look around in another terminal: ./tickstream status");
        watch(stack, wanted, out);
        return ExitCode.DONE;
    }

    /**
     * What the options say; where they are silent, what the servers that run were started with, or the usual. Ports and
     * nodes stay as they were in any case.
     */
    private StackSettings settings() throws IOException {
        StackSettings last = StackSettings.lastOrUsual(Place.state());
        boolean runs = Place.stack(last).runningAtAll();
        if (runs
                && (source != null
                        || quantity != null
                        || period != null
                        || ports != null
                        || nodes != null
                        || noTicking
                        || secured)) {
            throw new StackException(
                    "Servers run already, with the settings of their start. Stop them first (./tickstream down), then start them with others.");
        }
        if (secured && nodes == null && last.nodes() > 1) {
            throw new StackException(
                    "The stack in %s has had %d nodes since its first start, and a secured one runs on one. Leave out --secured; or remove its data (./tickstream reset), or set TICKSTREAM_HOME to another folder."
                            .formatted(Place.state().root(), last.nodes()));
        }
        StackSettings base = runs ? last : StackSettings.USUAL;
        Map<Port, Integer> numbers = new EnumMap<>(Port.class);
        numbers.putAll(last.ports());
        if (ports != null) {
            ports.forEach((name, number) -> numbers.put(port(name), number));
        }
        return new StackSettings(
                        source != null ? source : base.source(),
                        quantity != null ? quantity : base.quantity(),
                        period != null ? period : base.periodSeconds(),
                        !noTicking && base.ticking(),
                        numbers)
                .withNodes(nodes != null ? nodes : last.nodes())
                .withSecured(secured || base.secured());
    }

    private static Port port(String name) {
        try {
            return Port.labelled(name);
        } catch (IllegalArgumentException e) {
            throw new StackException(e.getMessage() + ".", e);
        }
    }

    private static Set<String> checked(LocalStack stack, Set<String> names) {
        names.forEach(stack::ports); // says which names there are, if one is unknown
        return new LinkedHashSet<>(names);
    }

    private static boolean awaitFirstRow(LocalStack stack, long begun, boolean fromNothing, PrintWriter out)
            throws IOException, InterruptedException {
        Duration ready = Duration.ofNanos(System.nanoTime() - begun);
        out.printf("All servers are ready after %.1f s.%n", ready.toMillis() / 1e3);
        Optional<Schedule> pause = pause(stack);
        if (pause.isPresent()) {
            out.printf(
                    "The schedule is paused (by %s, %s), so that no company comes. Resume it: ./tickstream schedule resume%n",
                    pause.get().changedBy(), pause.get().changedAt());
            out.printf("Look at it: %s%n", stack.site().settings().url(Port.CONSOLE, "/"));
            return true;
        }
        out.println("Waiting for the first companies …");
        FirstRow first = new FirstRow(stack.site());
        boolean landed = first.await(FIRST_ROW_PATIENCE);
        Duration firstRow = Duration.ofNanos(System.nanoTime() - begun);
        if (fromNothing) {
            stack.noteStart(ready, landed ? firstRow : null);
        }
        if (landed) {
            out.printf("The first row is visible in Cassandra after %.1f s.%n", firstRow.toMillis() / 1e3);
            out.printf("Look at it: %s%n", stack.site().settings().url(Port.CONSOLE, "/"));
            out.println("Or ask: ./tickstream query \"select count(*) from spark_streams.companies_created\"");
        } else {
            out.printf(
                    "No company has landed within %d s. See why: ./tickstream status, ./tickstream logs function, ./tickstream logs job%n",
                    FIRST_ROW_PATIENCE.toSeconds());
        }
        return landed;
    }

    private static Optional<Schedule> pause(LocalStack stack) throws IOException {
        try (CqlSession session = Cql.session(stack.site(), Role.READER)) {
            return new CassandraGate(session).read().filter(gate -> Schedule.PAUSED.equals(gate.state()));
        }
    }

    /** Stays until Ctrl-C, and tells when a server dies. */
    private static void watch(LocalStack stack, Set<String> wanted, PrintWriter out)
            throws IOException, InterruptedException {
        Set<String> told = new LinkedHashSet<>();
        CountDownLatch never = new CountDownLatch(1);
        while (!never.await(WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
            for (String name : wanted) {
                if (stack.died(name) && told.add(name)) {
                    out.printf(
                            "%s has died; the others run on. See why: ./tickstream logs %s. Start it again from another terminal: ./tickstream up --detach --only %s%n",
                            name, name, name);
                }
            }
            if (wanted.stream().noneMatch(name -> runs(stack, name))) {
                out.println("No server runs any more.");
                return;
            }
        }
    }

    private static boolean runs(LocalStack stack, String name) {
        try {
            return stack.find(name).isPresent();
        } catch (IOException e) {
            throw new StackException("Cannot read the pid file of %s".formatted(name), e);
        }
    }

    private void stop(LocalStack stack, Set<String> wanted, PrintWriter out) {
        try {
            out.println("Stopping");
            stack.cancel(out::println);
            if (!detach) {
                stack.down(wanted, out::println);
            }
        } catch (IOException e) {
            out.println("Cannot stop the servers: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
