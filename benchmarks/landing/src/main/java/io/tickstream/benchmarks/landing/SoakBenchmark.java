package io.tickstream.benchmarks.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickstream.benchmarks.landing.Trend.Point;
import io.tickstream.contract.Table;
import io.tickstream.localstack.audit.Audit;
import io.tickstream.localstack.audit.EvidenceReader;
import io.tickstream.localstack.audit.Slots;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.JobMetrics;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole stack ticks for a while, ten times as often as usual, and each process's memory is watched. */
@Command(
        name = "soak.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Whether a process's memory grows while the whole stack ticks every second.")
public final class SoakBenchmark implements Callable<Integer> {
    private static final int QUANTITY = 10;
    private static final int PERIOD_SECONDS = 1;

    /** A receipt lands within seconds; the job's garbage collection may come between. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A process that grows by its own size in a day. */
    private static final double HOURS_TO_DOUBLE = 24;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long memory is watched, after warming up; 3 or more. Usually ${DEFAULT-VALUE}.")
    int minutes;

    @Option(
            names = "--warm-up",
            paramLabel = "MINUTES",
            defaultValue = "5",
            description = "How long before, while compilers and caches fill. Usually ${DEFAULT-VALUE}.")
    int warmUp;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Time between samples; 5 to 60. Usually ${DEFAULT-VALUE}.")
    int every;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures.")
    Path json;

    @Spec
    CommandSpec spec;

    /** What a process held from the end of the warm-up on. */
    private record Watched(String name, List<Point> points, Trend trend) {
        /** MiB an hour that would double the process in a day. */
        double limit() {
            return trend.mean() / HOURS_TO_DOUBLE;
        }

        boolean grows() {
            return trend.atLeast() > limit();
        }

        /** Whether so short a time could show growth beyond the limit at all. */
        boolean certain() {
            return grows() || trend.atMost() <= limit();
        }

        String verdict() {
            if (grows()) {
                return "grows";
            }
            return certain() ? "does not grow" : "cannot be told yet";
        }
    }

    /** What became of the ticks. */
    private record Account(long ticks, long fetched, long rejected, long rows, long differences) {
        boolean adds() {
            return ticks > 0 && differences == 0 && fetched == rows + rejected;
        }
    }

    /** Started by benchmarks/soak.sh. */
    public static void main(String[] args) {
        Commands.run(new SoakBenchmark(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (minutes < 3 || warmUp < 0 || every < 5 || every > 60) {
            throw new ParameterException(
                    spec.commandLine(), "--minutes is 3 or more, --warm-up 0 or more, --every 5 to 60.");
        }
        Servers servers = Servers.start(new StackSettings(null, QUANTITY, PERIOD_SECONDS, true, Port.freeNumbers()));
        Instant began = Instant.now();
        Servers.say("Warming up for %d min".formatted(warmUp));
        Thread.sleep(Duration.ofMinutes(warmUp).toMillis());
        List<Watched> watched = watch(servers);
        Account account = account(servers, began);
        Servers.say("");
        System.out.print(table(watched, account));
        if (json != null) {
            Files.writeString(json, Report.text(report(watched, account)));
        }
        return account.adds() && watched.stream().noneMatch(Watched::grows) ? 0 : 1;
    }

    private List<Watched> watch(Servers servers) throws IOException, InterruptedException {
        Map<String, Long> processes = processes(servers);
        Map<String, List<Point>> points = new LinkedHashMap<>();
        long begin = System.nanoTime();
        long end = begin + Duration.ofMinutes(minutes).toNanos();
        for (long next = begin; next <= end; next += Duration.ofSeconds(every).toNanos()) {
            Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
            Memory.flush(servers.site().settings().port(Port.CASSANDRA_JMX), Table.KEYSPACE);
            double all = 0;
            for (Map.Entry<String, Long> process : processes.entrySet()) {
                Memory.collect(process.getValue());
                double resident = Memory.resident(process.getValue());
                points.computeIfAbsent(process.getKey(), name -> new ArrayList<>())
                        .add(new Point((System.nanoTime() - begin) / 3.6e12, resident));
                all += resident;
            }
            Servers.say("%4.1f min: %,.0f MiB in all".formatted((System.nanoTime() - begin) / 6e10, all));
        }
        if (!processes(servers).equals(processes)) {
            throw new IllegalStateException("A process has ended or was started anew meanwhile; see %s"
                    .formatted(servers.site().state().logs()));
        }
        return points.entrySet().stream()
                .map(each -> new Watched(each.getKey(), each.getValue(), Trend.through(each.getValue())))
                .toList();
    }

    /** By name; what a worker has started is an executor. */
    private static Map<String, Long> processes(Servers servers) throws IOException {
        Map<String, Long> processes = new LinkedHashMap<>();
        for (String name : servers.stack().names()) {
            long pid = servers.pid(name);
            processes.put(name, pid);
            int executor = 0;
            for (ProcessHandle started : Servers.startedBy(pid).toList()) {
                executor++;
                processes.put(executor == 1 ? "executor" : "executor-" + executor, started.pid());
            }
        }
        return processes;
    }

    /** Stops the ticks, waits until everything has landed, and counts. */
    private static Account account(Servers servers, Instant began) throws IOException, InterruptedException {
        servers.stack().down(Set.of("function"), Servers::say);
        Instant end = Instant.now();
        long until = System.nanoTime() + PATIENCE.toNanos();
        try (CqlSession session = Cql.session(servers.site(), Role.READER)) {
            Account account;
            do {
                Thread.sleep(1000);
                account = count(session, began, end);
            } while ((!account.adds() || behind(servers)) && System.nanoTime() < until);
            return account;
        }
    }

    private static boolean behind(Servers servers) throws InterruptedException {
        return JobMetrics.read(servers.site())
                .map(job -> job.offsetsBehind() > 0)
                .orElse(true);
    }

    private static Account count(CqlSession session, Instant began, Instant end) throws InterruptedException {
        // the slots before the first and after the last whole second are the start's and the stop's
        Slots slots = new Slots(
                began.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1),
                end.truncatedTo(ChronoUnit.SECONDS).minusSeconds(1),
                Duration.ofSeconds(PERIOD_SECONDS));
        Audit audit = Audit.of(slots, new EvidenceReader(session).read(slots));
        long fetched = audit.lines().stream().mapToLong(line -> line.fetched()).sum();
        long rejected =
                audit.lines().stream().mapToLong(line -> line.rejected()).sum();
        long landed = audit.lines().stream().mapToLong(line -> line.landed()).sum();
        return new Account(
                audit.lines().size(),
                fetched,
                rejected,
                landed,
                audit.findings().size());
    }

    private static String table(List<Watched> watched, Account account) {
        StringBuilder table = new StringBuilder(
                """
                | process | MiB, mean | MiB an hour, nineteen times in twenty between | doubles in a day at | |
                |---|---|---|---|---|
                """);
        for (Watched each : watched) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %+.1f (%+.1f to %+.1f) | %.1f | %s |%n",
                    each.name(),
                    each.trend().mean(),
                    each.trend().slope(),
                    each.trend().atLeast(),
                    each.trend().atMost(),
                    each.limit(),
                    each.verdict()));
        }
        table.append(String.format(
                Locale.ROOT,
                "%n%,d ticks: %,d companies fetched, %,d landed, %,d rejected, %d differences in the audit.%n",
                account.ticks(),
                account.fetched(),
                account.rows(),
                account.rejected(),
                account.differences()));
        return table.toString();
    }

    private ObjectNode report(List<Watched> watched, Account account) {
        ObjectNode report = Report.of("soak");
        report.put("minutes", minutes);
        report.put("warm_up_minutes", warmUp);
        report.put("period_s", PERIOD_SECONDS);
        ArrayNode processes = report.putArray("processes");
        for (Watched each : watched) {
            ObjectNode one = processes.addObject();
            one.put("name", each.name());
            one.put("mean_mib", Report.rounded(each.trend().mean()));
            one.put("mib_per_hour", Report.rounded(each.trend().slope()));
            one.put("mib_per_hour_at_least", Report.rounded(each.trend().atLeast()));
            one.put("mib_per_hour_at_most", Report.rounded(each.trend().atMost()));
            one.put("limit_mib_per_hour", Report.rounded(each.limit()));
            one.put("verdict", each.verdict());
            ArrayNode samples = one.putArray("samples");
            each.points().forEach(point -> samples.addObject()
                    .put("minute", Report.rounded(point.time() * 60))
                    .put("mib", Report.rounded(point.value())));
        }
        report.put("ticks", account.ticks());
        report.put("fetched", account.fetched());
        report.put("landed", account.rows());
        report.put("rejected", account.rejected());
        report.put("differences", account.differences());
        report.put("adds_up", account.adds());
        return report;
    }
}
