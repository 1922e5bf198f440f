package io.tickstream.localstack.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.localstack.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The page where people see the data and how every server does. Needs none of them: it tells who is away. */
final class ConsoleServer extends Server {
    static final String NAME = "console";

    private static final int HEAP_MEGABYTES = 80;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Web pages of servers, by name. */
    private static final Map<String, Port> PAGES = Map.of(
            SparkMaster.NAME, Port.SPARK_MASTER_UI,
            SparkWorker.NAME, Port.SPARK_WORKER_UI,
            LandingJob.NAME, Port.JOB_UI);

    private static final Map<String, String> TITLES = Map.of(
            "cassandra",
            "Cassandra",
            "kafka",
            "Kafka",
            "registry",
            "Schema registry",
            "company-api",
            "Stand-in for the company API",
            "spark-master",
            "Spark master",
            "spark-worker",
            "Spark worker and its executors",
            "job",
            "Landing job",
            "function",
            "Ingest function",
            NAME,
            "Console");

    private final Site site;
    private final List<Server> others;

    /** @param others those that it shows */
    ConsoleServer(Site site, List<Server> others) {
        super(NAME, List.of(Port.CONSOLE), List.of());
        this.site = site;
        this.others = List.copyOf(others);
    }

    @Override
    Command command() throws IOException {
        Path folder = site.state().folder("console");
        Path app = Installation.copy(site.installation().consoleFolder(), folder);
        StackSettings stack = site.settings();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("MALLOC_ARENA_MAX", "2"); // glibc would keep memory for each thread
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(stack.port(Port.CONSOLE)));
        environment.putAll(site.kafkaEnvironment(KafkaUser.CONSOLE));
        environment.put("CONSOLE_FUNCTION_URL", stack.url(Port.FUNCTION, "").toString());
        environment.put("CONSOLE_REGISTRY_URL", stack.url(Port.REGISTRY, "").toString());
        environment.put("CONSOLE_JOB_URL", stack.url(Port.JOB_UI, "").toString());
        environment.put("CONSOLE_PERIOD", stack.period().toString());
        environment.put("CONSOLE_SERVERS_FILE", serversFile(folder).toString());
        environment.putAll(site.cassandraEnvironment(Role.CONSOLE));
        return JavaCommand.withHeap(HEAP_MEGABYTES)
                .thatMostlyWaits()
                .environment(environment)
                .jar(folder, app.resolve("quarkus-run.jar"));
    }

    @Override
    boolean isReady() throws InterruptedException {
        return site.get(Port.CONSOLE, "/q/health/ready").isPresent();
    }

    /** What the console shows of the processes on this machine. */
    private Path serversFile(Path folder) throws IOException {
        List<Map<String, Object>> servers = new ArrayList<>();
        for (Server server : others) {
            servers.add(entry(server));
        }
        servers.add(entry(this));
        Path file = folder.resolve("servers.json");
        JSON.writeValue(file.toFile(), servers);
        return file;
    }

    private static String title(Server server) {
        String title = TITLES.get(server.members().get(0));
        return server.members().size() == 1
                ? title
                : "%s, node %d".formatted(title, server.node().number());
    }

    private Map<String, Object> entry(Server server) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", server.name());
        entry.put("title", title(server));
        entry.put(
                "address", site.settings().address(server.node(), server.ports().get(0)));
        entry.put("pidFile", site.state().processes().pidFile(server.name()).toString());
        entry.put("log", "./tickstream logs " + server.name());
        entry.put(
                "links",
                PAGES.containsKey(server.name())
                        ? List.of(Map.of(
                                "title",
                                "Web page",
                                "url",
                                site.settings()
                                        .url(PAGES.get(server.name()), "/")
                                        .toString()))
                        : List.of());
        return entry;
    }
}
