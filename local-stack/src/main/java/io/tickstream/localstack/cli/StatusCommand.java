package io.tickstream.localstack.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import io.tickstream.contract.Schedule;
import io.tickstream.localstack.process.ServerProcess;
import io.tickstream.localstack.schedule.CassandraGate;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.JobMetrics;
import io.tickstream.localstack.server.Ledger;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.ServerStatus;
import io.tickstream.localstack.server.StackException;
import io.tickstream.localstack.server.StartFigures;
import io.tickstream.localstack.server.StateFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Show every server, the last tick, the rows landed, and what waits to be landed.",
            "Exits 0 if every server is ready, 1 if one has died or is not ready, 3 if none runs."
        })
final class StatusCommand implements Callable<Integer> {
    private static final double MEBIBYTE = 1024.0 * 1024;

    @Option(names = "--json", description = "Print it as JSON.")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        LocalStack stack = Place.stack();
        StateFolder state = stack.site().state();
        List<ServerStatus> servers = ServerStatus.of(stack);
        Optional<Ledger> ledger = ledger(stack);
        Optional<Schedule> schedule = schedule(stack);
        Optional<JobMetrics> job = JobMetrics.read(stack.site());
        Optional<StartFigures> start = StartFigures.load(state);
        Optional<Double> idle = start.flatMap(figures -> ServerStatus.coresSince(servers, figures));
        Optional<Long> submitted = stack.submitted().map(ServerProcess::pid);
        if (json) {
            Map<String, Object> figures = json(servers, ledger, schedule, job, start, idle);
            figures.put("submitted_pid", submitted.orElse(null));
            out.println(Json.of(figures));
        } else {
            print(out, servers, ledger, schedule, job, start, idle);
            submitted.ifPresent(pid -> line(out, "submitted", "a job by ./tickstream submit, pid %d".formatted(pid)));
        }
        return exitCode(servers);
    }

    private static int exitCode(List<ServerStatus> servers) {
        if (servers.stream().allMatch(server -> server.state() == ServerStatus.State.STOPPED)) {
            return ExitCode.NOT_RUNNING;
        }
        return servers.stream().allMatch(server -> server.state() == ServerStatus.State.READY)
                ? ExitCode.DONE
                : ExitCode.FAILED;
    }

    private static Optional<Ledger> ledger(LocalStack stack) throws IOException {
        if (!stack.answers("cassandra")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Ledger.read(stack.site()));
        } catch (DriverException notReady) {
            return Optional.empty(); // the server's own line says so
        }
    }

    /** Empty if nobody has ever set it, or if it cannot be read. */
    private static Optional<Schedule> schedule(LocalStack stack) throws IOException {
        if (!stack.answers("cassandra")) {
            return Optional.empty();
        }
        try (CqlSession session = Cql.session(stack.site(), Role.READER)) {
            return new CassandraGate(session).read();
        } catch (DriverException | StackException unreadable) {
            return Optional.empty(); // schedule status says why
        }
    }

    private static void print(
            PrintWriter out,
            List<ServerStatus> servers,
            Optional<Ledger> ledger,
            Optional<Schedule> schedule,
            Optional<JobMetrics> job,
            Optional<StartFigures> start,
            Optional<Double> idle) {
        out.println(AsciiTable.getTable(
                AsciiTable.NO_BORDERS,
                servers,
                List.of(
                        left("SERVER").with(ServerStatus::name),
                        left("STATE").with(server -> server.state().label()),
                        right("PID").with(server -> server.pid() == null ? "" : String.valueOf(server.pid())),
                        left("ADDRESS").with(ServerStatus::address),
                        right("UPTIME").with(server -> server.uptime() == null ? "" : text(server.uptime())),
                        right("MEMORY").with(server -> server.pid() == null ? "" : mebibytes(server.residentBytes())),
                        right("CPU TIME").with(server -> server.pid() == null ? "" : seconds(server.cpuTime())))));
        out.println();
        long memory = servers.stream().mapToLong(ServerStatus::residentBytes).sum();
        line(out, "memory", "%s resident, all processes together".formatted(mebibytes(memory)));
        line(
                out,
                "idle cost",
                idle.map("%.2f processor cores since the first row"::formatted).orElse("not measured yet"));
        line(
                out,
                "start",
                start.map(figures -> "ready after %.1f s, first row visible after %s"
                                .formatted(
                                        figures.readyAfterMillis() / 1e3,
                                        figures.firstRowAfterMillis() == null
                                                ? "… none came"
                                                : "%.1f s".formatted(figures.firstRowAfterMillis() / 1e3)))
                        .orElse("not measured yet"));
        line(
                out,
                "last tick",
                ledger.flatMap(Ledger::lastTick).map(Ledger.Tick::inWords).orElse("none known"));
        line(
                out,
                "today",
                ledger.map(day -> "%,d ticks, %,d companies published, %,d rejected (UTC day %s)"
                                .formatted(day.ticks(), day.published(), day.rejected(), day.day()))
                        .orElse("not known, Cassandra does not answer"));
        line(
                out,
                "schedule",
                schedule.map(StatusCommand::inWords)
                        .orElse(ledger.isPresent() ? "running" : "not known, Cassandra does not answer"));
        line(
                out,
                "job",
                job.map(metrics -> "%,d rows landed and %,d rejected since its start, %,d records behind"
                                .formatted(metrics.rowsLanded(), metrics.rowsRejected(), metrics.offsetsBehind()))
                        .orElse("does not answer"));
    }

    private static Map<String, Object> json(
            List<ServerStatus> servers,
            Optional<Ledger> ledger,
            Optional<Schedule> schedule,
            Optional<JobMetrics> job,
            Optional<StartFigures> start,
            Optional<Double> idle) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("servers", servers.stream().map(StatusCommand::json).toList());
        json.put(
                "resident_bytes",
                servers.stream().mapToLong(ServerStatus::residentBytes).sum());
        json.put("idle_cores", idle.orElse(null));
        json.put("ready_after_ms", start.map(StartFigures::readyAfterMillis).orElse(null));
        json.put(
                "first_row_after_ms",
                start.map(StartFigures::firstRowAfterMillis).orElse(null));
        json.put(
                "last_tick",
                ledger.flatMap(Ledger::lastTick).map(StatusCommand::json).orElse(null));
        json.put("ticks_today", ledger.map(Ledger::ticks).orElse(null));
        json.put("published_today", ledger.map(Ledger::published).orElse(null));
        json.put("rejected_today", ledger.map(Ledger::rejected).orElse(null));
        json.put("schedule", schedule.map(StatusCommand::json).orElse(null));
        json.put("rows_landed", job.map(JobMetrics::rowsLanded).orElse(null));
        json.put("rows_rejected", job.map(JobMetrics::rowsRejected).orElse(null));
        json.put("offsets_behind", job.map(JobMetrics::offsetsBehind).orElse(null));
        return json;
    }

    private static Map<String, Object> json(ServerStatus server) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", server.name());
        json.put("state", server.state().label());
        json.put("pid", server.pid());
        json.put("address", server.address());
        json.put("uptime_ms", server.uptime() == null ? null : server.uptime().toMillis());
        json.put("resident_bytes", server.residentBytes());
        json.put("cpu_ms", server.cpuTime().toMillis());
        return json;
    }

    private static Map<String, Object> json(Ledger.Tick tick) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", tick.id().toString());
        json.put("slot", tick.slot().toString());
        json.put("trigger", tick.trigger());
        json.put("outcome", tick.outcome());
        json.put("fetched", tick.fetched());
        json.put("published", tick.published());
        json.put("rejected", tick.rejected());
        json.put("reason", tick.reason());
        return json;
    }

    private static Map<String, Object> json(Schedule schedule) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("state", schedule.state());
        json.put("changed_by", schedule.changedBy());
        json.put("changed_at", schedule.changedAt().toString());
        json.put("reason", schedule.reason());
        return json;
    }

    private static String inWords(Schedule schedule) {
        return "%s since %s, by %s%s"
                .formatted(
                        schedule.state(),
                        schedule.changedAt().truncatedTo(ChronoUnit.SECONDS),
                        schedule.changedBy(),
                        schedule.reason() == null ? "" : " (" + schedule.reason() + ")");
    }

    private static Column left(String header) {
        return new Column().header(header).headerAlign(HorizontalAlign.LEFT).dataAlign(HorizontalAlign.LEFT);
    }

    private static Column right(String header) {
        return new Column().header(header).headerAlign(HorizontalAlign.RIGHT).dataAlign(HorizontalAlign.RIGHT);
    }

    private static void line(PrintWriter out, String name, String value) {
        out.printf(" %-10s %s%n", name, value);
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,.0f MiB", bytes / MEBIBYTE);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }

    private static String text(Duration uptime) {
        return uptime.toHours() > 0
                ? "%d h %02d min".formatted(uptime.toHours(), uptime.toMinutesPart())
                : "%d min %02d s".formatted(uptime.toMinutes(), uptime.toSecondsPart());
    }
}
