package io.tickstream.benchmarks.landing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the whole stack with either compiler, in turn, from nothing until all servers are ready. */
@Command(
        name = "start.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What the stack's start takes, with the quick compiler alone and with the thorough one as well.")
public final class StartBenchmark implements Callable<Integer> {
    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "3",
            description = "How often the stack is started with each. Usually ${DEFAULT-VALUE}.")
    int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures.")
    Path json;

    @Spec
    CommandSpec spec;

    private enum Compiler {
        THOROUGH,
        QUICK;

        StackSettings settings() {
            StackSettings quick = new StackSettings(null, 10, 10, false, Port.freeNumbers());
            return this == QUICK ? quick : quick.withThoroughCompiler();
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One start.
     *
     * @param seconds until every server was ready
     * @param processorSeconds of all servers until then
     * @param cassandraSeconds Cassandra's part of these
     */
    private record Start(double seconds, double processorSeconds, double cassandraSeconds) {}

    /** Started by benchmarks/start.sh. */
    public static void main(String[] args) {
        Commands.run(new StartBenchmark(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds is 1 or more.");
        }
        Map<Compiler, List<Start>> starts = new EnumMap<>(Compiler.class);
        for (int round = 0; round < rounds; round++) {
            for (Compiler compiler : Compiler.values()) {
                Servers.say("Round %d of %d, %s".formatted(round + 1, rounds, compiler.label()));
                starts.computeIfAbsent(compiler, none -> new ArrayList<>()).add(start(compiler));
            }
        }
        Servers.say("");
        System.out.print(table(starts));
        if (json != null) {
            Files.writeString(json, Report.text(report(starts)));
        }
        return 0;
    }

    private static Start start(Compiler compiler) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Servers servers = Servers.start(compiler.settings());
        double seconds = (System.nanoTime() - began) / 1e9;
        Start start = new Start(
                seconds,
                servers.processorTime(servers.stack().names()).toMillis() / 1e3,
                servers.processorTime(List.of("cassandra")).toMillis() / 1e3);
        servers.stack().down(servers.stack().allNames(), Servers::say);
        return start;
    }

    private static String table(Map<Compiler, List<Start>> starts) {
        StringBuilder table = new StringBuilder(
                """
                | compiler | s until ready, median (min–max) | CPU s until then | Cassandra's | s, thorough = 1 | CPU s, thorough = 1 |
                |---|---|---|---|---|---|
                """);
        starts.forEach((compiler, its) -> {
            Spread seconds = spread(its, Start::seconds);
            table.append("| %s | %.1f (%.1f–%.1f) | %.1f | %.1f | %.2f | %.2f |%n"
                    .formatted(
                            compiler.label(),
                            seconds.median(),
                            seconds.min(),
                            seconds.max(),
                            spread(its, Start::processorSeconds).median(),
                            spread(its, Start::cassandraSeconds).median(),
                            ratio(starts, compiler, Start::seconds),
                            ratio(starts, compiler, Start::processorSeconds)));
        });
        return table.toString();
    }

    private static ObjectNode report(Map<Compiler, List<Start>> starts) {
        ObjectNode report = Report.of("start");
        starts.forEach((compiler, its) -> {
            ObjectNode one = report.putObject(compiler.label());
            one.put("starts", its.size());
            one.put("s", Report.rounded(spread(its, Start::seconds).median()));
            one.put("cpu_s", Report.rounded(spread(its, Start::processorSeconds).median()));
            one.put(
                    "cassandra_cpu_s",
                    Report.rounded(spread(its, Start::cassandraSeconds).median()));
            one.put("s_thorough_1", Report.rounded(ratio(starts, compiler, Start::seconds)));
            one.put("cpu_s_thorough_1", Report.rounded(ratio(starts, compiler, Start::processorSeconds)));
        });
        return report;
    }

    private static double ratio(Map<Compiler, List<Start>> starts, Compiler compiler, ToDoubleFunction<Start> figure) {
        return spread(starts.get(compiler), figure).median()
                / spread(starts.get(Compiler.THOROUGH), figure).median();
    }

    private static Spread spread(List<Start> starts, ToDoubleFunction<Start> figure) {
        return Spread.of(starts.stream().mapToDouble(figure));
    }
}
