package io.tickstream.benchmarks.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickstream.benchmarks.landing.client.Companies;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Lands the same records with a Cassandra that acknowledges what is on the disk, and with one that writes to the disk
 * every ten seconds, in turns: group, periodic, periodic, group.
 */
@Command(
        name = "durability.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What it costs that an acknowledged row outlives a crash of Cassandra.")
public final class DurabilityBenchmark implements Callable<Integer> {
    private static final Set<String> SERVERS = Set.of("kafka", "registry", "cassandra");
    private static final List<CommitLog> TURNS =
            List.of(CommitLog.GROUP, CommitLog.PERIODIC, CommitLog.PERIODIC, CommitLog.GROUP);
    private static final long SEED = 1;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many records a run lands. Usually ${DEFAULT-VALUE}.")
    int records;

    @Option(
            names = "--runs",
            paramLabel = "R",
            defaultValue = "3",
            description = "How many runs of a turn are kept. Usually ${DEFAULT-VALUE}.")
    int runs;

    @Option(
            names = "--warm-up",
            paramLabel = "W",
            defaultValue = "3",
            description = "How many runs of a turn before them are dropped, since Cassandra was started anew. Usually"
                    + " ${DEFAULT-VALUE}.")
    int warmUp;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures.")
    Path json;

    @Spec
    CommandSpec spec;

    /** Started by benchmarks/durability.sh. */
    public static void main(String[] args) {
        Commands.run(new DurabilityBenchmark(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        if (records < 1 || runs < 1 || warmUp < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--records and --runs are 1 or more, --warm-up is 0 or more.");
        }
        Map<CommitLog, List<Measurement>> measured = measure(Servers.start(SERVERS));
        Servers.say("");
        System.out.print(table(measured));
        if (json != null) {
            Files.writeString(json, Report.text(report(measured)));
        }
        return 0;
    }

    private Map<CommitLog, List<Measurement>> measure(Servers servers)
            throws IOException, InterruptedException, ExecutionException {
        Companies companies = new Companies(SEED);
        Servers.say("Putting %,d records on Kafka".formatted(records));
        Preload.write(servers.kafka(), servers.registry(), companies, records);
        Verification verification = new Verification(companies, records);
        Contender contender = Contender.OURS_WHOLE;
        Map<CommitLog, List<Measurement>> measured = new EnumMap<>(CommitLog.class);
        for (CommitLog commitLog : TURNS) {
            servers.stack().down(Set.of("cassandra"), Servers::say);
            commitLog.use();
            servers.stack().up(Set.of("cassandra"), Servers::say);
            try (CqlSession session = Cql.session(servers.site(), Role.ADMIN);
                    ContenderProcess process = ContenderProcess.start(
                            contender,
                            new ClassPaths(servers.root()).command(contender, List.of()),
                            contender
                                    .surroundings(servers, records, SEED, false)
                                    .environment(),
                            servers.site().state().logs().resolve("durability.log"))) {
                Tables.create(session);
                Contest contest = new Contest(session, servers.pid("cassandra"), verification, records);
                for (int run = 1; run <= warmUp + runs; run++) {
                    Measurement measurement = contest.run(contender, process);
                    Servers.say("%s  %-8s %,8.0f rows/s  %5.1f µs/row of Cassandra"
                            .formatted(
                                    run <= warmUp ? "warm-up" : "run " + (run - warmUp),
                                    commitLog.label(),
                                    measurement.rowsPerSecond(),
                                    measurement.cassandraMicrosPerRow()));
                    if (run > warmUp) {
                        measured.computeIfAbsent(commitLog, mode -> new ArrayList<>())
                                .add(measurement);
                    }
                }
            }
        }
        return measured;
    }

    private static Spread rates(List<Measurement> measurements) {
        return Spread.of(measurements.stream().mapToDouble(Measurement::rowsPerSecond));
    }

    /** Of the first run of one with the first of the other, and so on. */
    private static Spread ratio(Map<CommitLog, List<Measurement>> measured) {
        List<Measurement> group = measured.get(CommitLog.GROUP);
        List<Measurement> periodic = measured.get(CommitLog.PERIODIC);
        return Spread.of(IntStream.range(0, group.size())
                .mapToDouble(i -> group.get(i).rowsPerSecond() / periodic.get(i).rowsPerSecond()));
    }

    private static String table(Map<CommitLog, List<Measurement>> measured) {
        StringBuilder table = new StringBuilder(
                """
                | commit log | rows/s, median (min–max) | Cassandra, CPU µs a row |
                |---|---|---|
                """);
        measured.forEach((commitLog, measurements) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %,.0f (%,.0f–%,.0f) | %.1f |%n",
                commitLog.label(),
                rates(measurements).median(),
                rates(measurements).min(),
                rates(measurements).max(),
                Spread.of(measurements.stream().mapToDouble(Measurement::cassandraMicrosPerRow))
                        .median())));
        table.append(String.format(
                Locale.ROOT,
                "%ngroup / periodic, rows/s: %.2f (%.2f–%.2f)%n",
                ratio(measured).median(),
                ratio(measured).min(),
                ratio(measured).max()));
        return table.toString();
    }

    private ObjectNode report(Map<CommitLog, List<Measurement>> measured) {
        ObjectNode report = Report.of("durability");
        report.put("records", records);
        ObjectNode modes = report.putObject("commit_log");
        measured.forEach((commitLog, measurements) -> put(modes, commitLog.label(), rates(measurements)));
        put(report, "group/periodic", ratio(measured));
        return report;
    }

    private static void put(ObjectNode json, String name, Spread spread) {
        json.putObject(name)
                .put("median", Report.rounded(spread.median()))
                .put("min", Report.rounded(spread.min()))
                .put("max", Report.rounded(spread.max()));
    }
}
