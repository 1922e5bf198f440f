package io.tickstream.benchmarks.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import io.tickstream.benchmarks.landing.client.Companies;
import io.tickstream.benchmarks.landing.client.Surroundings;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the servers afresh, puts the records on Kafka, lets the contenders land them in turn, and reports. */
@Command(
        name = "landing.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "How fast rows land, Tickstream and its peers side by side in one run over the same servers.")
public final class LandingBenchmark implements Callable<Integer> {
    private static final Set<String> SERVERS = Set.of("kafka", "registry", "cassandra");

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "200000",
            description = "How many records each variant lands. Usually ${DEFAULT-VALUE}.")
    int records;

    @Option(
            names = "--repetitions",
            paramLabel = "R",
            defaultValue = "3",
            description = "How many rounds are kept. Usually ${DEFAULT-VALUE}.")
    int repetitions;

    @Option(
            names = "--warm-up",
            paramLabel = "W",
            defaultValue = "3",
            description = "How many rounds before them are dropped, while compilers warm up. Usually ${DEFAULT-VALUE}.")
    int warmUp;

    @Option(
            names = "--variants",
            split = ",",
            paramLabel = "NAME",
            description = "Only these: raw_driver, origin_job, flink_sink, spark_noop, ours_landing, ours_whole.")
    List<String> variants;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Names the records. Usually ${DEFAULT-VALUE}.")
    long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures.")
    Path json;

    @Option(names = "--chart", paramLabel = "FILE", description = "Where to draw them, as SVG.")
    Path chart;

    @Option(names = "--client-options", paramLabel = "OPTION", description = "More options for the clients' JVMs.")
    List<String> clientOptions = List.of();

    @Spec
    CommandSpec spec;

    /** Started by benchmarks/landing.sh. */
    public static void main(String[] args) {
        Commands.run(new LandingBenchmark(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        List<Contender> contenders = contenders();
        Servers servers = Servers.start(SERVERS);
        Results results = compete(servers, contenders, new ClassPaths(servers.root()));
        Servers.say("");
        System.out.print(results.table());
        if (json != null) {
            Files.writeString(json, results.json());
        }
        if (chart != null) {
            Files.writeString(chart, Chart.of(results));
        }
        return 0;
    }

    private Results compete(Servers servers, List<Contender> contenders, ClassPaths classPaths)
            throws IOException, InterruptedException, ExecutionException {
        Site site = servers.site();
        Companies companies = new Companies(seed);
        Servers.say("Putting %,d records on Kafka".formatted(records));
        long bytes = Preload.write(servers.kafka(), servers.registry(), companies, records);
        Verification verification = new Verification(companies, records);
        Results results = new Results(records, bytes / records, seed);
        Map<Contender, ContenderProcess> processes = new EnumMap<>(Contender.class);
        try (CqlSession session = Cql.session(site, Role.ADMIN)) {
            Tables.create(session);
            for (Contender contender : contenders) {
                Surroundings surroundings = contender.surroundings(servers, records, seed, false);
                ContenderProcess process = ContenderProcess.start(
                        contender,
                        classPaths.command(contender, clientOptions),
                        surroundings.environment(),
                        site.state().logs().resolve(contender.code() + ".log"));
                processes.put(contender, process);
                process.freeze();
            }
            long cassandra = servers.pid("cassandra");
            Contest contest = new Contest(session, cassandra, verification, records);
            for (int round = 1; round <= warmUp + repetitions; round++) {
                for (Contender contender : contenders) {
                    ContenderProcess process = processes.get(contender);
                    process.thaw();
                    Measurement measurement = contest.run(contender, process);
                    process.freeze();
                    Servers.say("%s  %-14s %,8.0f rows/s  %6.1f + %5.1f µs/row (client + Cassandra)"
                            .formatted(
                                    round <= warmUp ? "warm-up" : "round " + (round - warmUp),
                                    contender.code(),
                                    measurement.rowsPerSecond(),
                                    measurement.clientMicrosPerRow(),
                                    measurement.cassandraMicrosPerRow()));
                    if (round > warmUp) {
                        results.add(contender, measurement);
                    }
                }
            }
        } finally {
            processes.values().forEach(ContenderProcess::close);
        }
        return results;
    }

    private List<Contender> contenders() {
        if (records < 1 || repetitions < 1 || warmUp < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--records and --repetitions are 1 or more, --warm-up is 0 or more.");
        }
        if (variants == null) {
            return List.of(Contender.values());
        }
        try {
            return variants.stream().map(Contender::coded).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + ".", e);
        }
    }
}
