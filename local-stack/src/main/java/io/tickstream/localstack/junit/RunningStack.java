package io.tickstream.localstack.junit;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.localstack.companyapi.CompanyApiClient;
import io.tickstream.localstack.process.Command;
import io.tickstream.localstack.process.Folders;
import io.tickstream.localstack.process.ServerProcess;
import io.tickstream.localstack.server.Cql;
import io.tickstream.localstack.server.Installation;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.Site;
import io.tickstream.localstack.server.StackSettings;
import io.tickstream.localstack.server.StateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The real servers, running, and what a test does with them. */
public final class RunningStack implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TICK_TIMEOUT = Duration.ofSeconds(60);
    private static final int COMPANIES_A_TICK = 10;

    private final StackSettings settings;
    private final StateFolder state;
    private final Installation installation;
    private final CqlSession session;

    private RunningStack(Installation installation, StateFolder state, StackSettings settings) throws IOException {
        this.installation = installation;
        this.state = state;
        this.settings = settings;
        this.session = Cql.session(stack().site(), Role.ADMIN);
    }

    /**
     * Starts all servers afresh. The system property {@code tickstream.root} names the checkout, and
     * {@code tickstream.test.state} the folder for their data, which is emptied first.
     */
    static RunningStack start() {
        return start(Path.of(required("tickstream.test.state")), usual());
    }

    /**
     * Starts all servers afresh, beside those that other tests share. The caller closes it.
     *
     * @param folder for their data; emptied first
     * @param nodes brokers of Kafka and nodes of Cassandra, 1 or 3
     */
    public static RunningStack start(Path folder, int nodes) {
        return start(folder, usual().withNodes(nodes));
    }

    /** Starts all servers of a secured stack, beside the shared one and in a folder beside its; the caller closes it. */
    public static RunningStack startSecured() {
        Path shared = Path.of(required("tickstream.test.state"));
        return start(shared.resolveSibling(shared.getFileName() + "-secured"), usual().withSecured(true));
    }

    private static StackSettings usual() {
        return new StackSettings(null, COMPANIES_A_TICK, 10, false, Port.freeNumbers()).withLedger();
    }

    private static RunningStack start(Path folder, StackSettings settings) {
        Installation installation = new Installation(Path.of(required("tickstream.root")));
        Site site = new Site(installation, new StateFolder(folder), settings);
        return start(site, new LocalStack(site).names());
    }

    /**
     * Starts servers afresh at a place of their own, whose folder is emptied first.
     *
     * @param servers their names
     */
    public static RunningStack start(Site site, Set<String> servers) {
        StateFolder state = site.state();
        LocalStack stack = new LocalStack(site);
        try {
            stack.down(stack.allNames(), System.out::println); // what an earlier run, cut off, may have left
            Folders.delete(state.root());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> cancelQuietly(stack)));
            stack.up(servers, System.out::println);
            return new RunningStack(site.installation(), state, site.settings());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the servers in " + state.root(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the servers were started", e);
        }
    }

    /** The servers as the command line sees them. */
    public LocalStack stack() {
        return new LocalStack(new Site(installation, state, settings));
    }

    /** Where a server listens, as clients write it. */
    public String address(Port port) {
        return settings.address(port);
    }

    /** Where all members of a cluster listen, as clients write it. */
    public String addresses(Port port) {
        return settings.addresses(port);
    }

    /** The stand-in for the company API: what it served, and how it is to behave. */
    public CompanyApiClient companyApi() {
        return new CompanyApiClient(settings.url(Port.COMPANY_API, ""));
    }

    /** What the stand-in for the company API has served; see {@link io.tickstream.localstack.companyapi.ServedLedger}. */
    public Path servedLedger() {
        return state.servedLedger();
    }

    /** A session as Cassandra's superuser; it stays open. */
    public CqlSession session() {
        return session;
    }

    /** Makes one tick by hand and returns its receipt, whatever came out. */
    public JsonNode tick() throws IOException, InterruptedException {
        return tick(UUID.randomUUID().toString());
    }

    /** Makes one tick by hand, or the same again if the request had this name before. */
    public JsonNode tick(String name) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(settings.url(Port.FUNCTION, "/ticks"))
                                .timeout(TICK_TIMEOUT)
                                .header("Idempotency-Key", name)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(response.body());
    }

    /**
     * Starts the function as cron does, while the server may run as well.
     *
     * @param settings environment variables, which win over the stack's own
     * @param output where its standard output and error go
     */
    public Process burst(Map<String, String> settings, Path output) throws IOException {
        Command command = stack().burstCommand();
        ProcessBuilder builder = new ProcessBuilder(command.arguments())
                .directory(command.workingFolder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(command.environment());
        builder.environment().putAll(settings);
        return builder.start();
    }

    /** Starts a server that does not run, and waits until it is ready. */
    public void up(String server) throws IOException, InterruptedException {
        stack().up(Set.of(server), System.out::println);
    }

    /** Starts the function with its own schedule. */
    public void upTicking(int periodSeconds) throws IOException, InterruptedException {
        new LocalStack(new Site(installation, state, settings.withTicking(periodSeconds)))
                .up(Set.of("function"), System.out::println);
    }

    /** Stops a server politely. */
    public void down(String server) throws IOException, InterruptedException {
        stack().down(Set.of(server), System.out::println);
    }

    /** Ends a server as a crash does, with all that it has started; returns when it is gone. */
    public void crash(String server) throws IOException, InterruptedException {
        ServerProcess process = stack().find(server)
                .orElseThrow(() -> new IllegalStateException(server + " does not run, so that it cannot crash"));
        process.handle().descendants().forEach(ProcessHandle::destroyForcibly);
        process.handle().destroyForcibly();
        process.stop(Duration.ofSeconds(10));
    }

    /** The process of a server. */
    public ServerProcess process(String server) throws IOException {
        return stack().find(server).orElseThrow(() -> new IllegalStateException(server + " does not run"));
    }

    @Override
    public void close() {
        session.close();
        stopQuietly(stack());
    }

    private static void cancelQuietly(LocalStack stack) {
        try {
            stack.cancel(line -> {});
        } catch (IOException e) {
            System.err.println("Cannot stop the servers: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopQuietly(stack);
    }

    private static void stopQuietly(LocalStack stack) {
        try {
            stack.down(stack.allNames(), line -> {});
        } catch (IOException e) {
            System.err.println("Cannot stop the servers: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException(
                    "The system property %s is not set; run the tests with Maven, which sets it.".formatted(property));
        }
        return value;
    }
}
