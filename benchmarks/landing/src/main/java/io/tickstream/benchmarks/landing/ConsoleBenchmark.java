package io.tickstream.benchmarks.landing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks the console what its page asks, over a month of ticks, and looks at what that costs. */
@Command(
        name = "console.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "How fast the console answers over a month of ticks, and what it costs with and without viewers.")
public final class ConsoleBenchmark implements Callable<Integer> {
    private static final int WARM_UPS = 20;
    private static final int VIEWERS = 50;
    private static final Duration WATCHED = Duration.ofSeconds(60);

    /** Longer than answers are kept. */
    private static final Duration UNTIL_FORGOTTEN = Duration.ofMillis(2_100);

    /** As the page's view Data does. */
    private static final Duration POLL = Duration.ofSeconds(10);

    private static final Pattern LOADED = Pattern.compile("[\"'(]((?:\\./|/)[A-Za-z0-9_./-]+\\.(?:js|css|svg))[\"')]");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "1000000",
            description = "Companies, spread over all ticks. Usually ${DEFAULT-VALUE}.")
    int rows;

    @Option(
            names = "--days",
            paramLabel = "D",
            defaultValue = "30",
            description = "How many days of ticks, 1 to 400. Usually ${DEFAULT-VALUE}.")
    int days;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "100",
            description = "How often each question is asked, every other time after all answers were forgotten. Usually"
                    + " ${DEFAULT-VALUE}.")
    int rounds;

    @Option(names = "--json", paramLabel = "FILE", description = "Where to write the figures.")
    Path json;

    @Spec
    CommandSpec spec;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private URI console;

    /** Started by benchmarks/console.sh. */
    public static void main(String[] args) {
        Commands.run(new ConsoleBenchmark(), args);
    }

    /** A figure and what it should be at most. */
    private record Figure(String name, double value, double target, String unit) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rows < 1000 || rounds < 2 || days < 1 || days > 400) {
            throw new ParameterException(
                    spec.commandLine(), "--rows is 1000 or more, --rounds 2 or more, --days 1 to 400.");
        }
        Servers servers = Servers.start(Set.of(
                "cassandra",
                "kafka",
                "registry",
                "company-api",
                "spark-master",
                "spark-worker",
                "job",
                "function",
                "console"));
        console = servers.site().settings().url(Port.CONSOLE, "/");
        try (CqlSession session = Cql.session(servers.site(), Role.ADMIN)) {
            Servers.say("Writing %,d companies of %d days".formatted(rows, days));
            int ticks = new Month(session).fill(rows, Duration.ofDays(days));
            Servers.say("%,d ticks are in the ledger".formatted(ticks));
            new Stopwatch(session, servers.pid("cassandra")).awaitRest();
        }
        long process = servers.pid("console");
        Map<String, Histogram> answers = ask();
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure("resident memory", residentBytes(process) / 1e6, 250, "MB"));
        figures.add(new Figure("page, gzipped", pageBytes() / 1e6, 1, "MB"));
        Servers.say("Looking away for %d s".formatted(WATCHED.toSeconds()));
        figures.addAll(costs(servers, "nobody looks", 1));
        Servers.say("Looking with %d viewers".formatted(VIEWERS));
        figures.addAll(watched(servers));
        Servers.say("");
        System.out.print(table(answers, figures));
        if (json != null) {
            Files.writeString(json, Report.text(report(answers, figures)));
        }
        return 0;
    }

    /** In rounds of all questions, so that a pause in which answers are forgotten is one for all. */
    private Map<String, Histogram> ask() throws IOException, InterruptedException {
        Map<String, Supplier<String>> questions = questions();
        Map<String, Histogram> micros = new LinkedHashMap<>();
        questions.keySet().forEach(name -> micros.put(name, new Histogram(3)));
        for (int round = -WARM_UPS; round < rounds; round++) {
            if (round % 2 == 0 && round >= 0) {
                TimeUnit.MILLISECONDS.sleep(UNTIL_FORGOTTEN.toMillis());
            }
            for (Map.Entry<String, Supplier<String>> question : questions.entrySet()) {
                URI url = console.resolve("/api/" + question.getValue().get());
                long began = System.nanoTime();
                get(url);
                if (round >= 0) {
                    micros.get(question.getKey()).recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
                }
            }
        }
        return micros;
    }

    private Map<String, Supplier<String>> questions() throws IOException, InterruptedException {
        JsonNode newest = JSON.readTree(get(console.resolve("/api/companies"))).at("/companies/0");
        JsonNode schema = JSON.readTree(get(console.resolve("/api/schemas"))).at("/subjects/0");
        String tick = newest.path("tickId").asText();
        Map<String, Supplier<String>> questions = new LinkedHashMap<>();
        questions.put("overview", () -> "overview");
        questions.put("data, 1 hour", () -> "data/summary?" + last(Duration.ofHours(1)));
        questions.put("data, 24 hours", () -> "data/summary?" + last(Duration.ofDays(1)));
        questions.put("data, 7 days", () -> "data/summary?" + last(Duration.ofDays(7)));
        questions.put("data, 30 days", () -> "data/summary?" + last(Duration.ofDays(30)));
        questions.put("data, all time", () -> "data/summary?all=true");
        questions.put(
                "data, 24 hours, two countries",
                () -> "data/summary?" + last(Duration.ofDays(1)) + "&countries=Chad&countries=France");
        questions.put("newest companies", () -> "companies?limit=50");
        questions.put("search", () -> "companies?limit=50&q=an");
        questions.put("one company", () -> "companies/%s/%s"
                .formatted(tick, newest.path("id").asText()));
        questions.put("ticks, 1 hour", () -> "ticks?" + last(Duration.ofHours(1)));
        questions.put("ticks, 6 hours", () -> "ticks?" + last(Duration.ofHours(6)));
        questions.put(
                "one tick", () -> "ticks/%s/%s".formatted(newest.path("slot").asText(), tick));
        questions.put("schedule", () -> "schedule");
        questions.put("kafka", () -> "kafka");
        questions.put("messages", () -> "kafka/companies_created/messages");
        questions.put("schemas", () -> "schemas");
        questions.put("one schema", () -> "schemas/%s/%d"
                .formatted(
                        URLEncoder.encode(schema.path("subject").asText(), UTF_8),
                        schema.at("/versions/0").asInt()));
        questions.put("dead letters", () -> "dead-letters?days=7");
        questions.put("servers", () -> "servers");
        return questions;
    }

    private static String last(Duration duration) {
        Instant now = Instant.now();
        return "from=%s&to=%s".formatted(now.minus(duration), now);
    }

    private byte[] get(URI url) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(url)
                        .header("Accept-Encoding", "identity")
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(
                    "%s answers %d: %s".formatted(url, response.statusCode(), new String(response.body(), UTF_8)));
        }
        return response.body();
    }

    /** The page and whatever it names, each once. */
    private long pageBytes() throws IOException, InterruptedException {
        Set<URI> known = new LinkedHashSet<>(Set.of(console));
        Deque<URI> left = new ArrayDeque<>(known);
        long bytes = 0;
        while (!left.isEmpty()) {
            URI url = left.remove();
            HttpResponse<byte[]> response = client.send(
                    HttpRequest.newBuilder(url)
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            bytes += response.body().length;
            if (url.getPath().endsWith(".css") || url.getPath().endsWith(".svg")) {
                continue;
            }
            Matcher names = LOADED.matcher(new String(get(url), UTF_8));
            while (names.find()) {
                URI named = url.resolve(names.group(1));
                if (known.add(named)) {
                    left.add(named);
                }
            }
        }
        return bytes;
    }

    private List<Figure> watched(Servers servers) throws IOException, InterruptedException {
        List<Future<?>> streams = new ArrayList<>();
        ScheduledExecutorService polls = Executors.newScheduledThreadPool(4);
        try {
            for (int viewer = 0; viewer < VIEWERS; viewer++) {
                streams.add(client.sendAsync(
                        HttpRequest.newBuilder(console.resolve("/api/stream")).build(),
                        HttpResponse.BodyHandlers.ofByteArrayConsumer(part -> {})));
                streams.add(polls.scheduleAtFixedRate(
                        this::poll, POLL.toMillis() * viewer / VIEWERS, POLL.toMillis(), TimeUnit.MILLISECONDS));
            }
            TimeUnit.MILLISECONDS.sleep(WATCHED.toMillis() / 2); // a viewer's first look is not what stays
            return costs(servers, VIEWERS + " viewers", 5);
        } finally {
            polls.shutdownNow();
            streams.forEach(stream -> stream.cancel(true));
        }
    }

    private void poll() {
        try {
            get(console.resolve("/api/data/summary?" + last(Duration.ofDays(1))));
            get(console.resolve("/api/companies?limit=50"));
        } catch (IOException e) {
            Servers.say("A viewer got no answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Figure> costs(Servers servers, String when, double target)
            throws IOException, InterruptedException {
        long process = servers.pid("console");
        long cassandra = servers.pid("cassandra");
        Duration before = ProcessorTime.of(process);
        Duration beforeOfCassandra = ProcessorTime.of(cassandra);
        TimeUnit.MILLISECONDS.sleep(WATCHED.toMillis());
        return List.of(
                new Figure("console, " + when, percent(ProcessorTime.of(process).minus(before)), target, "% of a core"),
                new Figure(
                        "Cassandra, " + when,
                        percent(ProcessorTime.of(cassandra).minus(beforeOfCassandra)),
                        Double.NaN,
                        "% of a core"));
    }

    private static double percent(Duration used) {
        return 100.0 * used.toMillis() / WATCHED.toMillis();
    }

    private static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/%d/status".formatted(pid))).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private static String table(Map<String, Histogram> answers, List<Figure> figures) {
        StringBuilder table = new StringBuilder("| answer | p50 ms | p99 ms | max ms |\n|---|---|---|---|\n");
        answers.forEach((name, micros) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f |%n",
                name,
                millis(micros, 50),
                millis(micros, 99),
                millis(micros, 100))));
        table.append("\n| what it costs | | at most |\n|---|---|---|\n");
        figures.forEach(figure -> table.append(String.format(
                Locale.ROOT,
                "| %s | %.2f %s | %s |%n",
                figure.name(),
                figure.value(),
                figure.unit(),
                Double.isNaN(figure.target()) ? "" : "%.0f".formatted(figure.target()))));
        return table.toString();
    }

    private static ObjectNode report(Map<String, Histogram> answers, List<Figure> figures) {
        ObjectNode report = Report.of("console");
        ArrayNode all = report.putArray("answers");
        answers.forEach((name, micros) -> all.addObject()
                .put("answer", name)
                .put("p50_ms", Report.rounded(millis(micros, 50)))
                .put("p99_ms", Report.rounded(millis(micros, 99)))
                .put("max_ms", Report.rounded(millis(micros, 100))));
        ArrayNode costs = report.putArray("costs");
        figures.forEach(figure -> costs.addObject()
                .put("name", figure.name())
                .put("value", Report.rounded(figure.value()))
                .put("unit", figure.unit()));
        return report;
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }
}
