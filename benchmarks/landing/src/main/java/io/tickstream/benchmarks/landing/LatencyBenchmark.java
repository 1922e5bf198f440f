package io.tickstream.benchmarks.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickstream.benchmarks.landing.client.Companies;
import io.tickstream.benchmarks.landing.client.Company;
import io.tickstream.contract.Table;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * How long it takes from publishing a tick of ten companies until all ten can be read from Cassandra, with the job on
 * the standalone cluster: while nothing else happens, and while other ticks are published at a rate.
 */
@Command(
        name = "latency.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "From publishing a tick to its rows in Cassandra, idle and under load.")
public final class LatencyBenchmark implements Callable<Integer> {
    private static final Set<String> SERVERS =
            Set.of("kafka", "registry", "cassandra", "spark-master", "spark-worker", "job");
    private static final List<String> PROCESSES = List.of("kafka", "cassandra", "spark-worker", "job");
    private static final int COMPANIES = Companies.TO_A_TICK;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final Duration IDLE = Duration.ofSeconds(20);

    @Option(
            names = "--ticks",
            paramLabel = "N",
            defaultValue = "200",
            description = "How many ticks are measured, idle and under load each. Usually ${DEFAULT-VALUE}.")
    int ticks;

    @Option(
            names = "--warm-up",
            paramLabel = "W",
            defaultValue = "40",
            description = "How many ticks before them are not. Usually ${DEFAULT-VALUE}.")
    int warmUp;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "1000",
            description = "Records a second under load; a multiple of 10. Usually ${DEFAULT-VALUE}.")
    int rate;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures.")
    Path json;

    @Spec
    CommandSpec spec;

    private final Random random = new Random(1);
    private final Companies companies = new Companies(1);
    private final AtomicInteger published = new AtomicInteger();

    /** Started by benchmarks/latency.sh. */
    public static void main(String[] args) {
        Commands.run(new LatencyBenchmark(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (ticks < 1 || warmUp < 0 || rate < COMPANIES || rate % COMPANIES != 0) {
            throw new ParameterException(
                    spec.commandLine(), "--ticks is 1 or more, --warm-up 0 or more, --rate a multiple of 10.");
        }
        Servers servers = Servers.start(SERVERS);
        ObjectNode report = Report.of("latency");
        report.put("companies_per_tick", COMPANIES);
        StringBuilder table = new StringBuilder(
                """
                | | ticks | p50 ms | p90 ms | p99 ms | max ms |
                |---|---|---|---|---|---|
                """);
        try (CqlSession session = Cql.session(servers.site(), Role.READER);
                Publisher publisher = new Publisher(servers.kafka(), servers.registry(), 0);
                Publisher others = new Publisher(servers.kafka(), servers.registry(), 5)) {
            PreparedStatement count = session.prepare(
                    "SELECT count(*) FROM " + Table.COMPANIES_CREATED.qualifiedName() + " WHERE tick_id = ?");
            Servers.say("Measuring %d ticks, one at a time".formatted(ticks));
            add("idle", measured(session, count, publisher), table, report);
            report.put("idle_cores", Report.rounded(idleCores(servers)));
            Servers.say("Measuring %d ticks while %d records a second come".formatted(ticks, rate));
            try (Load load = new Load(others)) {
                Histogram loaded = measured(session, count, publisher);
                add("under %,d records/s".formatted(rate), loaded, table, report);
                report.put("records_per_s", Report.rounded(load.recordsPerSecond()));
                load.awaitLanded(session, count);
            }
        }
        Servers.say("");
        System.out.print(table);
        System.out.printf(
                Locale.ROOT,
                "%nBetween ticks %s together use %.2f cores.%n",
                String.join(", ", PROCESSES),
                report.path("idle_cores").asDouble());
        if (json != null) {
            Files.writeString(json, Report.text(report));
        }
        return 0;
    }

    /** One tick after the other; the pauses are of different lengths, so that none keeps step with the job. */
    private Histogram measured(CqlSession session, PreparedStatement count, Publisher publisher) {
        Histogram micros = new Histogram(3);
        for (int i = 0; i < warmUp + ticks; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300 + random.nextInt(700)));
            long took = publishedToVisible(session, count, publisher);
            if (i >= warmUp) {
                micros.recordValue(TimeUnit.NANOSECONDS.toMicros(took));
            }
        }
        return micros;
    }

    private long publishedToVisible(CqlSession session, PreparedStatement count, Publisher publisher) {
        List<Company> tick = next();
        long began = System.nanoTime();
        tick.forEach(publisher::company);
        publisher.flush();
        awaitVisible(session, count, tick);
        return System.nanoTime() - began;
    }

    private List<Company> next() {
        int from = published.getAndAdd(COMPANIES);
        return companies.range(from, from + COMPANIES).toList();
    }

    private static void awaitVisible(CqlSession session, PreparedStatement count, List<Company> tick) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (session.execute(count.bind(tick.get(0).tickId())).one().getLong(0) < COMPANIES) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        "Tick %s did not land within %s".formatted(tick.get(0).tickId(), PATIENCE));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** What the servers use while no tick comes: waiting costs, too. */
    private static double idleCores(Servers servers) throws IOException {
        long before = servers.processorTime(PROCESSES).toNanos();
        long began = System.nanoTime();
        LockSupport.parkNanos(IDLE.toNanos());
        return (double) (servers.processorTime(PROCESSES).toNanos() - before) / (System.nanoTime() - began);
    }

    private static void add(String name, Histogram micros, StringBuilder table, ObjectNode report) {
        double[] millis = {
            micros.getValueAtPercentile(50) / 1e3,
            micros.getValueAtPercentile(90) / 1e3,
            micros.getValueAtPercentile(99) / 1e3,
            micros.getMaxValue() / 1e3
        };
        table.append("| %s | %d | %.0f | %.0f | %.0f | %.0f |%n"
                .formatted(name, micros.getTotalCount(), millis[0], millis[1], millis[2], millis[3]));
        report.putObject(name.startsWith("under") ? "loaded_ms" : "idle_ms")
                .put("p50", Report.rounded(millis[0]))
                .put("p90", Report.rounded(millis[1]))
                .put("p99", Report.rounded(millis[2]))
                .put("max", Report.rounded(millis[3]))
                .put("ticks", micros.getTotalCount());
    }

    /** Other ticks, evenly spread, until closed. */
    private final class Load implements AutoCloseable {
        private final Publisher publisher;
        private final long began = System.nanoTime();
        private final Thread thread = new Thread(this::run, "load");
        private volatile boolean closed;
        private final AtomicInteger sent = new AtomicInteger();
        private volatile List<Company> last;

        Load(Publisher publisher) {
            this.publisher = publisher;
            thread.start();
        }

        private void run() {
            long pause = TimeUnit.SECONDS.toNanos(1) * COMPANIES / rate;
            for (long due = began; !closed; due += pause) {
                LockSupport.parkNanos(due - System.nanoTime());
                List<Company> tick = next();
                tick.forEach(publisher::company);
                sent.addAndGet(COMPANIES);
                last = tick;
            }
        }

        double recordsPerSecond() {
            return sent.get() * 1e9 / (System.nanoTime() - began);
        }

        /** Latency under a load that is not kept up with would be of no use to anybody. */
        void awaitLanded(CqlSession session, PreparedStatement count) {
            publisher.flush();
            awaitVisible(session, count, last);
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
