package io.tickstream.localstack.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import io.tickstream.contract.Schedule;
import io.tickstream.localstack.schedule.CassandraGate;
import io.tickstream.localstack.schedule.Cluster;
import io.tickstream.localstack.schedule.ClusterSchedule;
import io.tickstream.localstack.schedule.FunctionGate;
import io.tickstream.localstack.schedule.ScheduleGate;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.StackException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "schedule",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "pause|resume|status",
        description = {
            "Pause the ticks, resume them, or see which.",
            "On Kubernetes this stops the events too, so that a serverless function scales to zero."
        })
final class ScheduleCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say pause, resume or status.");
    }

    @Command(mixinStandardHelpOptions = true, description = "Make no more ticks; each is recorded as paused.")
    int pause(
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who look later.")
                    String reason,
            @Mixin WhereOptions where,
            @Mixin CassandraOptions cassandra)
            throws IOException, InterruptedException {
        Schedule change = change(Schedule.PAUSED, reason);
        return where.inCluster()
                ? inCluster(where, cassandra, schedule -> show(schedule.pause(change)))
                : set(where, cassandra, change);
    }

    @Command(mixinStandardHelpOptions = true, description = "Make ticks again.")
    int resume(
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who look later.")
                    String reason,
            @Mixin WhereOptions where,
            @Mixin CassandraOptions cassandra)
            throws IOException, InterruptedException {
        Schedule change = change(Schedule.RUNNING, reason);
        return where.inCluster()
                ? inCluster(where, cassandra, schedule -> show(schedule.resume(change)))
                : set(where, cassandra, change);
    }

    @Command(mixinStandardHelpOptions = true, description = "Show whether ticks are made, and who said so.")
    int status(
            @Option(names = "--json", description = "Print it as JSON.") boolean json,
            @Mixin WhereOptions where,
            @Mixin CassandraOptions cassandra)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (where.inCluster()) {
            List<String> lines = inCluster(where, cassandra, ClusterSchedule::status);
            if (json) {
                out.println(Json.of(Map.of("parts", lines)));
            } else {
                lines.forEach(out::println);
            }
            return ExitCode.DONE;
        }
        Map<String, Object> schedule = new LinkedHashMap<>();
        schedule.put("state", Schedule.RUNNING);
        atGate(where, cassandra, ScheduleGate::read).ifPresent(set -> {
            schedule.put("state", set.state());
            schedule.put("changed_by", set.changedBy());
            schedule.put("changed_at", set.changedAt().toString());
            schedule.put("reason", set.reason());
        });
        if (json) {
            out.println(Json.of(schedule));
        } else {
            schedule.forEach((name, value) -> {
                if (value != null) {
                    out.printf("%-12s %s%n", name, value);
                }
            });
        }
        return ExitCode.DONE;
    }

    private static Schedule change(String state, String reason) {
        // Cassandra keeps milliseconds
        return new Schedule(
                state,
                System.getProperty("user.name"),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                reason == null || reason.isBlank() ? null : reason.strip());
    }

    private int set(WhereOptions where, CassandraOptions cassandra, Schedule change) throws IOException {
        atGate(where, cassandra, gate -> {
            gate.change(change);
            return change;
        });
        spec.commandLine().getOut().printf("The schedule is %s from the next tick on.%n", change.state());
        return ExitCode.DONE;
    }

    private static <T> T atGate(WhereOptions where, CassandraOptions cassandra, Function<ScheduleGate, T> question)
            throws IOException {
        Optional<FunctionGate> function = function(where, cassandra);
        if (function.isPresent()) {
            try {
                return question.apply(function.get());
            } catch (FunctionGate.Away e) {
                throw new NotRunning(e.getMessage() + ". Check --function, and that the function runs.", e);
            }
        }
        try (CqlSession session = cassandra.open(Role.OPERATOR)) {
            return question.apply(new CassandraGate(session));
        }
    }

    private static Optional<FunctionGate> function(WhereOptions where, CassandraOptions cassandra) throws IOException {
        Optional<FunctionGate> function = where.function();
        if (function.isPresent() && cassandra.elsewhere()) {
            throw new StackException("--function and --cassandra both name the gate. Name one.");
        }
        return function;
    }

    private static <T> T inCluster(WhereOptions where, CassandraOptions cassandra, Cluster.Work<T> work)
            throws IOException, InterruptedException {
        Optional<FunctionGate> function = function(where, cassandra);
        try (CqlSession session = cassandra.elsewhere() ? cassandra.open(Role.OPERATOR) : null;
                Cluster cluster = where.connect()) {
            Optional<ScheduleGate> gate = function.<ScheduleGate>map(named -> named)
                    .or(() -> Optional.ofNullable(session).map(CassandraGate::new));
            return cluster.schedule(gate, work);
        } catch (ClusterSchedule.NothingThere e) {
            throw new NotRunning(e.getMessage(), e);
        }
    }

    private int show(ClusterSchedule.Result result) {
        result.lines().forEach(spec.commandLine().getOut()::println);
        return result.complete() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
