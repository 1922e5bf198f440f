package io.tickstream.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tickstream.contract.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a tick costs besides the source's answer: the packaged function beside a bare loop, in turns, against one Kafka.
 * See tick-overhead.sh, which starts the servers.
 */
final class TickOverhead {
    private static final int REPETITIONS = 3;
    private static final double MAX_P99_MILLIS = 20;
    private static final double MAX_CPU_RATIO = 1.5;

    /** As the local stack runs the function. */
    private static final List<String> JVM =
            List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k");

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String bootstrapServers = setting("kafka");
    private final URI registry = URI.create(setting("registry"));
    private final URI companyApi = URI.create(setting("company-api"));
    private final int ticks = Integer.getInteger("ticks", 500);
    private final Path work = Path.of(setting("work"));

    private TickOverhead() {}

    /** What one runner did in one size, over all repetitions. */
    private static final class Figures {
        private final List<Double> millis = new ArrayList<>();
        private Duration cpu = Duration.ZERO;
        private long records;

        double cpuMillisPerThousandRecords() {
            return cpu.toMillis() * 1000.0 / records;
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        new TickOverhead().measure();
    }

    private void measure() throws IOException, InterruptedException {
        Sample small = sample(10);
        Sample large = sample(1000);
        int schemaId = JSON.readTree(get(registry.resolve(
                        "/apis/ccompat/v7/subjects/%s/versions/latest".formatted(Topic.COMPANIES_CREATED.subject()))))
                .get("id")
                .asInt();
        try (ReadySource source = new ReadySource();
                RecordCount count = new RecordCount(bootstrapServers);
                Runner function = function(source);
                Runner bare = new BareRunner(java(), bootstrapServers, schemaId, work.resolve("bare-loop.log"))) {
            List<Runner> runners = List.of(function, bare);
            for (Runner runner : runners) {
                block(runner, small, Math.max(1000, ticksOf(small)), count, new Figures());
                block(runner, large, ticksOf(large), count, new Figures());
            }
            Map<String, Map<Integer, Figures>> figures = new LinkedHashMap<>();
            for (int repetition = 0; repetition < REPETITIONS; repetition++) {
                for (Sample sample : List.of(small, large)) {
                    for (Runner runner : runners) {
                        Figures collected = figures.computeIfAbsent(runner.label(), label -> new LinkedHashMap<>())
                                .computeIfAbsent(sample.companies(), companies -> new Figures());
                        block(runner, sample, ticksOf(sample), count, collected);
                    }
                }
            }
            report(figures);
        }
    }

    /** So many that both sizes take about as long. */
    private int ticksOf(Sample sample) {
        return sample.companies() < 100 ? ticks : Math.max(20, ticks / 5);
    }

    /** Lets the runner make ticks, and takes its figures only if Kafka holds every record of them. */
    private static void block(Runner runner, Sample sample, int ticks, RecordCount count, Figures figures)
            throws IOException, InterruptedException {
        long before = count.in(Topic.COMPANIES_CREATED);
        Duration cpuBefore = CpuTime.of(runner.pid());
        List<Double> millis = runner.run(ticks, sample);
        Duration cpu = CpuTime.of(runner.pid()).minus(cpuBefore);
        long records = count.in(Topic.COMPANIES_CREATED) - before;
        if (records != (long) ticks * sample.companies()) {
            throw new IOException("The %s made %d ticks of %d records, but Kafka holds %d more"
                    .formatted(runner.label(), ticks, sample.companies(), records));
        }
        figures.millis.addAll(millis);
        figures.cpu = figures.cpu.plus(cpu);
        figures.records += records;
    }

    private void report(Map<String, Map<Integer, Figures>> figures) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        report.put("machine", machine());
        report.put("function", setting("what"));
        report.put("repetitions", REPETITIONS);
        List<Object> rows = new ArrayList<>();
        System.out.printf(
                "%s, %d repetitions in turns; %s%n%n%-10s %12s %8s %9s %9s %22s%n",
                report.get("date"),
                REPETITIONS,
                machine(),
                "",
                "records/tick",
                "ticks",
                "p50 ms",
                "p99 ms",
                "CPU ms/1000 records");
        figures.forEach((label, sizes) -> sizes.forEach((companies, figure) -> {
            Percentiles percentiles = Percentiles.of(figure.millis);
            double cpu = figure.cpuMillisPerThousandRecords();
            System.out.printf(
                    "%-10s %12d %8d %9.2f %9.2f %22.1f%n",
                    label, companies, percentiles.samples(), percentiles.p50(), percentiles.p99(), cpu);
            rows.add(Map.of(
                    "runner",
                    label,
                    "records_per_tick",
                    companies,
                    "ticks",
                    percentiles.samples(),
                    "p50_ms",
                    percentiles.p50(),
                    "p99_ms",
                    percentiles.p99(),
                    "cpu_ms_per_1000_records",
                    cpu));
        }));
        double p99 = Percentiles.of(figures.get("function").get(10).millis).p99();
        double ratio = figures.get("function").get(1000).cpuMillisPerThousandRecords()
                / figures.get("bare loop").get(1000).cpuMillisPerThousandRecords();
        System.out.printf(
                "%noverhead of a tick of 10, p99: %.2f ms (target: at most %.0f): %s%n",
                p99, MAX_P99_MILLIS, verdict(p99 <= MAX_P99_MILLIS));
        System.out.printf(
                "CPU a record in ticks of 1000: %.2f times the bare loop's (target: at most %.1f): %s%n",
                ratio, MAX_CPU_RATIO, verdict(ratio <= MAX_CPU_RATIO));
        report.put("rows", rows);
        report.put("overhead_p99_ms", p99);
        report.put("cpu_ratio", ratio);
        JSON.writeValue(Path.of(setting("json")).toFile(), report);
    }

    private static String verdict(boolean reached) {
        return reached ? "reached" : "MISSED";
    }

    private Runner function(ReadySource source) throws IOException, InterruptedException {
        int port = freePort();
        Map<String, String> settings = Map.ofEntries(
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
                Map.entry("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers),
                Map.entry("INGEST_REGISTRY_URL", registry.toString()),
                Map.entry("INGEST_SOURCE_URL", source.url()),
                Map.entry("INGEST_SOURCE_ALLOW_PRIVATE_ADDRESSES", "true"),
                Map.entry("INGEST_SCHEDULE_ENABLED", "false"),
                Map.entry("INGEST_GATE_ENABLED", "false"));
        String what = setting("what");
        List<String> command = what.endsWith(".jar") ? new ArrayList<>(java()) : new ArrayList<>();
        String more = System.getProperty("function-options", "");
        if (what.endsWith(".jar") && !more.isBlank()) {
            command.addAll(List.of(more.split(" ", -1)));
        }
        command.addAll(what.endsWith(".jar") ? List.of("-jar", what) : List.of(what));
        return new FunctionRunner(command, settings, port, source, work.resolve("function.log"));
    }

    private static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        return command;
    }

    private Sample sample(int companies) throws IOException, InterruptedException {
        Path file = work.resolve("answer-%d.json".formatted(companies));
        Files.writeString(file, get(URI.create(companyApi + "?_quantity=%d&_seed=1".formatted(companies))));
        return new Sample(companies, file);
    }

    private String get(URI url) throws IOException, InterruptedException {
        var answer = http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("%s answered with status %d".formatted(url, answer.statusCode()));
        }
        return answer.body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static String machine() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        return "%d × %s, Java %s, load %s"
                .formatted(Runtime.getRuntime().availableProcessors(), model, System.getProperty("java.version"), load);
    }

    private static String setting(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("-D%s is missing; start it by tick-overhead.sh".formatted(name));
        }
        return value;
    }
}
