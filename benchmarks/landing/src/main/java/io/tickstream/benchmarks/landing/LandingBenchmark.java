package io.tickstream.benchmarks.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import io.tickstream.benchmarks.landing.client.Companies;
import io.tickstream.benchmarks.landing.client.Surroundings;
import io.tickstream.localstack.process.Folders;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.Installation;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.Site;
import io.tickstream.localstack.server.StackException;
import io.tickstream.localstack.server.StackSettings;
import io.tickstream.localstack.server.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
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
        System.exit(new CommandLine(new LandingBenchmark())
                .setExecutionExceptionHandler((exception, command, parsed) -> {
                    if (exception instanceof StackException) {
                        command.getErr().println(exception.getMessage());
                        return 1;
                    }
                    throw exception;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        List<Contender> contenders = contenders();
        Path root = Path.of(System.getProperty("tickstream.root"));
        StateFolder state = new StateFolder(root.resolve("benchmarks/landing/target/stack"));
        StackSettings settings = new StackSettings(null, 10, 10, false, Port.freeNumbers());
        LocalStack stack = new LocalStack(new Site(new Installation(root), state, settings));
        Thread stopOnExit = new Thread(() -> stop(stack, state), "stop");
        Runtime.getRuntime().addShutdownHook(stopOnExit);
        stack.down(stack.allNames(), LandingBenchmark::say); // what an earlier run, cut off, may have left
        Folders.delete(state.root());
        stack.up(SERVERS, LandingBenchmark::say);
        Results results = compete(stack, contenders, new ClassPaths(root));
        say("");
        System.out.print(results.table());
        if (json != null) {
            Files.writeString(json, results.json());
        }
        if (chart != null) {
            Files.writeString(chart, Chart.of(results));
        }
        return 0;
    }

    private Results compete(LocalStack stack, List<Contender> contenders, ClassPaths classPaths)
            throws IOException, InterruptedException, ExecutionException {
        Site site = stack.site();
        StackSettings settings = site.settings();
        Companies companies = new Companies(seed);
        say("Putting %,d records on Kafka".formatted(records));
        long bytes = Preload.write(
                settings.address(Port.KAFKA), settings.url(Port.REGISTRY, "/apis/ccompat/v7"), companies, records);
        Verification verification = new Verification(companies, records);
        Results results = new Results(records, bytes / records, seed);
        Map<Contender, ContenderProcess> processes = new EnumMap<>(Contender.class);
        try (CqlSession session = Cql.session(site, Role.ADMIN)) {
            Tables.create(session);
            for (Contender contender : contenders) {
                Surroundings surroundings = surroundings(site, contender);
                processes.put(
                        contender,
                        ContenderProcess.start(
                                contender,
                                classPaths.command(contender, clientOptions),
                                surroundings.environment(),
                                site.state().logs().resolve(contender.code() + ".log")));
            }
            long cassandra = stack.find("cassandra")
                    .orElseThrow(() -> new StackException("Cassandra has ended; see its log"))
                    .pid();
            Contest contest = new Contest(session, cassandra, verification, records);
            for (int round = 1; round <= warmUp + repetitions; round++) {
                for (Contender contender : contenders) {
                    Measurement measurement = contest.run(contender, processes.get(contender));
                    say("%s  %-14s %,8.0f rows/s  %6.1f + %5.1f µs/row (client + Cassandra)"
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

    private Surroundings surroundings(Site site, Contender contender) throws IOException {
        StackSettings settings = site.settings();
        return new Surroundings(
                settings.address(Port.KAFKA),
                settings.url(Port.REGISTRY, "/apis/ccompat/v7"),
                settings.port(Port.CASSANDRA),
                Role.ADMIN.roleName(),
                site.state().password(Role.ADMIN),
                contender.table().orElse("benchmark.none"),
                site.state().root().resolve("contenders").resolve(contender.code()),
                records,
                seed);
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

    private static void stop(LocalStack stack, StateFolder state) {
        try {
            stack.cancel(line -> {});
            stack.down(stack.allNames(), line -> {});
            Path root = state.root();
            for (String data : List.of("kafka", "cassandra", "contenders")) { // the logs stay
                Folders.delete(root.resolve(data));
            }
        } catch (IOException e) {
            System.err.println("Cannot stop the servers: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
