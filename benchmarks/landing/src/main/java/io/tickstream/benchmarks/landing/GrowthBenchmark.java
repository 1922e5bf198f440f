package io.tickstream.benchmarks.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickstream.benchmarks.landing.client.Companies;
import io.tickstream.benchmarks.landing.client.Company;
import io.tickstream.contract.Table;
import io.tickstream.dashboards.Panels;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Lands companies with all that the job does besides, in stages, a tick every ten seconds of a month and more; at each
 * size it compares what has landed, and runs every query of every dashboard.
 */
@Command(
        name = "growth.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Whether landing and dashboards stay as fast while the tables grow.")
public final class GrowthBenchmark implements Callable<Integer> {
    private static final Set<String> SERVERS = Set.of("kafka", "registry", "cassandra");
    private static final int COMPANIES = Companies.TO_A_TICK;
    private static final int WARM_UP = 100_000;
    private static final int WARM_UPS = 8;
    private static final int TICKS_COMPARED = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "N",
            defaultValue = "10000,100000,1000000,3000000",
            description = "Rows after each stage, multiples of 10. Usually ${DEFAULT-VALUE}.")
    List<Integer> sizes;

    @Option(
            names = "--queries",
            paramLabel = "Q",
            defaultValue = "300",
            description = "How often each query of a dashboard is run at each size. Usually ${DEFAULT-VALUE}.")
    int repetitions;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures.")
    Path json;

    @Spec
    CommandSpec spec;

    private final Companies companies = new Companies(1);

    /** The table at one size. */
    private record Stage(int rows, Measurement landing, List<Asked> queries) {
        Asked slowest() {
            return queries.stream()
                    .reduce((one, other) -> one.p99() >= other.p99() ? one : other)
                    .orElseThrow();
        }
    }

    /** A dashboard's query, often. */
    private record Asked(String panel, double p50, double p99) {}

    /** Started by benchmarks/growth.sh. */
    public static void main(String[] args) {
        Commands.run(new GrowthBenchmark(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        Servers servers = Servers.start(SERVERS);
        List<Stage> stages = new ArrayList<>();
        Contender contender = Contender.OURS_WHOLE;
        try (CqlSession session = Cql.session(servers.site(), Role.ADMIN);
                ContenderProcess process = ContenderProcess.start(
                        contender,
                        new ClassPaths(servers.root()).command(contender, List.of()),
                        contender.surroundings(servers, 0, 1, true).environment(),
                        servers.site().state().logs().resolve("growth.log"))) {
            Stopwatch stopwatch = new Stopwatch(session, servers.pid("cassandra"));
            int published = 0;
            for (int i = 0; i < WARM_UPS; i++) {
                publish(servers, published, published + WARM_UP);
                published += WARM_UP;
                stopwatch.untilLastWrite(process, Tables.OURS, WARM_UP);
            }
            Tables.empty(session, Tables.OURS);
            int first = published;
            int before = 0;
            for (int size : sizes) {
                publish(servers, first + before, first + size);
                stopwatch.awaitRest();
                Measurement landing = stopwatch.untilLastWrite(process, Tables.OURS, size - before);
                compare(session, first, size);
                stopwatch.awaitRest();
                Stage stage = new Stage(size, landing, ask(session, servers, first + size));
                Servers.say("%,10d rows: %,.0f rows/s, %.1f µs of processor time a row; slowest query %.1f ms (%s)"
                        .formatted(
                                size,
                                landing.rowsPerSecond(),
                                landing.microsPerRow(),
                                stage.slowest().p99(),
                                stage.slowest().panel()));
                stages.add(stage);
                before = size;
            }
        }
        Servers.say("");
        System.out.print(table(stages));
        if (json != null) {
            Files.writeString(json, Report.text(report(stages)));
        }
        return 0;
    }

    private void check() {
        int before = 0;
        for (int size : sizes) {
            if (size <= before || size % COMPANIES != 0) {
                throw new ParameterException(
                        spec.commandLine(), "--sizes are multiples of 10, each greater than the one before.");
            }
            before = size;
        }
        if (repetitions < 1) {
            throw new ParameterException(spec.commandLine(), "--queries is 1 or more.");
        }
    }

    private void publish(Servers servers, int from, int to) throws IOException, InterruptedException {
        Servers.say("Putting %,d records on Kafka".formatted(to - from));
        try (Publisher publisher = new Publisher(servers.kafka(), servers.registry(), Preload.LINGER_MILLIS)) {
            companies.range(from, to).forEach(company -> {
                publisher.company(company);
                if (company.sourceId() == COMPANIES) { // the tick's last
                    publisher.receipt(company, COMPANIES);
                }
            });
            publisher.flush();
        }
    }

    /** All are counted, in the rollups too; some ticks are compared as a whole. */
    private void compare(CqlSession session, int first, int rows) {
        long counted = 0;
        for (Row row : session.execute(
                "SELECT companies FROM " + Table.COMPANY_TOTALS.qualifiedName() + " WHERE dimension = 'sector'")) {
            counted += row.getLong(0);
        }
        long landed = session.execute(
                        SimpleStatement.newInstance("SELECT sum(rows) FROM " + Table.LANDED.qualifiedName())
                                .setTimeout(PATIENCE))
                .one()
                .getInt(0);
        if (counted != rows || landed != rows) {
            throw new IllegalStateException(
                    "Of %d companies, the rollups count %d and the ledger %d".formatted(rows, counted, landed));
        }
        Random random = new Random(rows);
        for (int i = 0; i < TICKS_COMPARED; i++) {
            int from = first + random.nextInt(rows / COMPANIES) * COMPANIES;
            Set<Long> missing = new HashSet<>();
            companies
                    .range(from, from + COMPANIES)
                    .forEach(company -> missing.add(Verification.hash(company.values())));
            Company one = companies.range(from, from + 1).findFirst().orElseThrow();
            Object[] values = new Object[Company.COLUMNS.size()];
            for (Row row : session.execute("SELECT %s FROM %s WHERE tick_id = %s"
                    .formatted(
                            String.join(", ", Company.COLUMNS),
                            Table.COMPANIES_CREATED.qualifiedName(),
                            one.tickId()))) {
                for (int column = 0; column < values.length; column++) {
                    values[column] = row.getObject(column);
                }
                if (!missing.remove(Verification.hash(values))) {
                    throw new IllegalStateException("Tick %s holds a strange row".formatted(one.tickId()));
                }
            }
            if (!missing.isEmpty()) {
                throw new IllegalStateException("Tick %s lacks %d rows".formatted(one.tickId(), missing.size()));
            }
        }
    }

    /** As somebody would see the dashboards at the newest slot. */
    private List<Asked> ask(CqlSession session, Servers servers, int published) throws IOException {
        Company newest = companies.range(published - 1, published).findFirst().orElseThrow();
        Instant now = newest.timestamp().plusSeconds(10);
        List<Asked> asked = new ArrayList<>();
        Panels panels = Panels.read(servers.root().resolve("dashboards"));
        for (Panels.Query query : panels.queries()) {
            if (!query.isCql()) {
                continue;
            }
            Instant from = now.minus(query.range());
            Map<String, List<String>> everything = panels.values(
                    cql -> session.execute(cql).all().stream()
                            .map(row -> row.getString(0))
                            .toList(),
                    from,
                    now);
            SimpleStatement statement = SimpleStatement.newInstance(query.cql(from, now, everything))
                    .setTimeout(PATIENCE);
            Histogram micros = new Histogram(3);
            for (int i = -repetitions / 3; i < repetitions; i++) { // the first ones warm up
                long began = System.nanoTime();
                session.execute(statement).all();
                if (i >= 0) {
                    micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
                }
            }
            asked.add(new Asked(
                    query.panel(), micros.getValueAtPercentile(50) / 1e3, micros.getValueAtPercentile(99) / 1e3));
        }
        return asked;
    }

    private static String table(List<Stage> stages) {
        StringBuilder table = new StringBuilder(
                """
                | rows | landing, rows/s | CPU µs a row | dashboards' slowest query: p50 ms | p99 ms | which |
                |---|---|---|---|---|---|
                """);
        for (Stage stage : stages) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %,d | %,.0f | %.1f | %.1f | %.1f | %s |%n",
                    stage.rows(),
                    stage.landing().rowsPerSecond(),
                    stage.landing().microsPerRow(),
                    stage.slowest().p50(),
                    stage.slowest().p99(),
                    stage.slowest().panel()));
        }
        return table.toString();
    }

    private static ObjectNode report(List<Stage> stages) {
        ObjectNode report = Report.of("growth");
        ArrayNode all = report.putArray("stages");
        for (Stage stage : stages) {
            ObjectNode one = all.addObject();
            one.put("rows", stage.rows());
            one.put("rows_per_s", Report.rounded(stage.landing().rowsPerSecond()));
            one.put("cpu_us_per_row", Report.rounded(stage.landing().microsPerRow()));
            ArrayNode queries = one.putArray("queries");
            stage.queries().forEach(query -> queries.addObject()
                    .put("panel", query.panel())
                    .put("p50_ms", Report.rounded(query.p50()))
                    .put("p99_ms", Report.rounded(query.p99())));
        }
        return report;
    }
}
