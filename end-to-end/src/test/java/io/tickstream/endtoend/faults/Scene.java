package io.tickstream.endtoend.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.endtoend.faults.FaultProxy.Mode;
import io.tickstream.endtoend.faults.check.Scope;
import io.tickstream.localstack.companyapi.CompanyApiClient;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.process.Await;
import io.tickstream.localstack.process.PortHolder;
import io.tickstream.localstack.process.ServerProcess;
import io.tickstream.localstack.server.Detour;
import io.tickstream.localstack.server.Hop;
import io.tickstream.localstack.server.Installation;
import io.tickstream.localstack.server.JobMetrics;
import io.tickstream.localstack.server.LocalStack;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Progress;
import io.tickstream.localstack.server.Site;
import io.tickstream.localstack.server.StackException;
import io.tickstream.localstack.server.StackSettings;
import io.tickstream.localstack.server.StateFolder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What a fault lays its hands on: the running pipeline, its connections, its data, and the ticks that go on meanwhile. */
public final class Scene implements AutoCloseable {
    private static final int PERIOD_SECONDS = 10;
    private static final int LEAST_PORT = 12_000;
    private static final int MOST_PORT = 30_000;

    /** Looks only; nothing of what is promised here is its. */
    private static final String NOT_STARTED = "console";

    private static final String EXECUTOR_CLASS = "org.apache.spark.executor.CoarseGrainedExecutorBackend";
    private static final Duration DEATH = Duration.ofSeconds(20);
    private static final Duration READY = Duration.ofSeconds(90);
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final int MOMENTS = 100;

    private final RunningStack stack;
    private final Map<Hop, FaultProxy> proxies;
    private final Load load;
    private final Random random;
    private final Progress progress;
    private final Set<ProcessHandle> frozen = ConcurrentHashMap.newKeySet();
    private final List<String> notes = new ArrayList<>();
    private final Set<UUID> strangers = ConcurrentHashMap.newKeySet();
    private volatile boolean brokerForgets;
    private volatile Instant over;

    private Scene(RunningStack stack, Map<Hop, FaultProxy> proxies, Random random, Progress progress) {
        this.stack = stack;
        this.proxies = proxies;
        this.random = random;
        this.progress = progress;
        this.load = new Load(
                stack.stack().site().settings().url(Port.FUNCTION, "/"), "load-" + Long.toHexString(System.nanoTime()));
    }

    /**
     * Starts the servers afresh, each hop of the data by way of a proxy.
     *
     * @param installation the built checkout
     * @param folder for the servers' data, emptied first
     * @param random the run's randomness
     * @param progress hears what is started and stopped
     */
    static Scene open(Installation installation, Path folder, Random random, Progress progress) throws IOException {
        Map<Port, Integer> ports = Port.freeNumbers();
        Set<Integer> taken = new HashSet<>(ports.values());
        Map<Hop, FaultProxy> proxies = new EnumMap<>(Hop.class);
        Map<Hop, Detour> detours = new EnumMap<>(Hop.class);
        for (Hop hop : Hop.values()) {
            int to = hop.target() == Port.KAFKA ? freePort(taken) : ports.get(hop.target());
            FaultProxy proxy = new FaultProxy(hop.label(), freePort(taken), to);
            proxies.put(hop, proxy);
            detours.put(hop, new Detour(proxy.port(), to));
        }
        StackSettings settings = new StackSettings(null, Load.COMPANIES_A_TICK, PERIOD_SECONDS, false, ports)
                .withDetours(detours)
                .withLedger();
        Site site = new Site(installation, new StateFolder(folder), settings);
        return new Scene(RunningStack.start(site, servers(new LocalStack(site))), proxies, random, progress);
    }

    /** The servers. */
    public RunningStack stack() {
        return stack;
    }

    /** The stand-in for the company API, asked directly, however broken the function's way to it is. */
    public CompanyApiClient source() {
        return stack.companyApi();
    }

    /** Who is between two programs. */
    public FaultProxy proxy(Hop hop) {
        return proxies.get(hop);
    }

    /** The state folder of the stack: cassandra/data, kafka/data, checkpoint/landing, logs and so on. */
    public Path state() {
        return stack.stack().site().state().root();
    }

    /** The job's checkpoint. */
    public Path checkpoint() {
        return state().resolve("checkpoint/landing");
    }

    /** The run's randomness; the same seed gives the same numbers. */
    public Random random() {
        return random;
    }

    /** The ticks that are made all the while. */
    public Load load() {
        return load;
    }

    /**
     * The process of this part.
     *
     * @throws IllegalStateException if it does not run
     */
    public ProcessHandle process(Part part) throws IOException {
        return find(part).orElseThrow(() -> new IllegalStateException(part.label() + " does not run"));
    }

    /** The process of this part, if it runs. */
    public Optional<ProcessHandle> find(Part part) throws IOException {
        Optional<ProcessHandle> server = stack.stack().find(part.server()).map(ServerProcess::handle);
        if (part != Part.EXECUTOR) {
            return server;
        }
        return server.flatMap(worker -> worker.descendants()
                .filter(process -> commandLine(process).contains(EXECUTOR_CLASS))
                .findFirst());
    }

    /** kill -9, to this process alone; returns when it is gone. */
    public void kill(Part part) throws IOException, InterruptedException {
        ProcessHandle process = process(part);
        process.destroyForcibly();
        await(part.label() + " is gone", DEATH, () -> !process.isAlive());
    }

    /** SIGSTOP, to this process alone; returns when it stands still. */
    public void freeze(Part part) throws IOException, InterruptedException {
        ProcessHandle process = process(part);
        frozen.add(process);
        signal(process, "STOP");
        // the signal is on its way when kill returns, and a thread may run on until it has come
        await(part.label() + " stands still", DEATH, () -> standsStill(process));
    }

    /**
     * SIGSTOP at a moment at which the process has nothing open in a folder, which may then be put elsewhere: what it
     * was about to write would land in the old place, and hold it.
     */
    public void freezeOutOf(Path folder, Part part) throws IOException, InterruptedException {
        Path real = folder.toRealPath();
        for (int attempt = 0; attempt < MOMENTS; attempt++) {
            freeze(part);
            if (!OpenFiles.anyBelow(real, process(part))) {
                return;
            }
            thaw(part);
            hold(MOMENT);
        }
        throw new IllegalStateException("%s always has something open in %s".formatted(part.label(), folder));
    }

    /** SIGCONT to whatever {@link #freeze} has stopped of this part; nothing if that has ended meanwhile. */
    public void thaw(Part part) throws IOException, InterruptedException {
        Optional<ProcessHandle> process = find(part);
        if (process.isPresent() && frozen.remove(process.get())) {
            signal(process.get(), "CONT");
        }
    }

    /** Starts servers that do not run, as {@code ./tickstream up} does, and waits until they are ready. */
    public void up(String... servers) throws IOException, InterruptedException {
        stack.stack().up(new LinkedHashSet<>(Arrays.asList(servers)), progress);
    }

    /** Stops servers politely. */
    public void down(String... servers) throws IOException, InterruptedException {
        stack.stack().down(new LinkedHashSet<>(Arrays.asList(servers)), progress);
    }

    /** Lets the fault be in force, while ticks go on. */
    public void hold(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }

    /** Waits, or fails with what was waited for. */
    public void await(String what, Duration atMost, BooleanSupplier condition) throws InterruptedException {
        if (!Await.until(condition, atMost)) {
            throw new IllegalStateException("Not within %d s: %s".formatted(atMost.toSeconds(), what));
        }
    }

    /**
     * Says that the fault is over now; the recovery is measured from here. Without it, from when {@link Fault#end}
     * returns. For faults of our own programs: their start is part of the recovery.
     */
    public void over() {
        over = Instant.now();
    }

    /** One line for the report. */
    public void note(String line) {
        synchronized (notes) {
            notes.add(line);
        }
    }

    /** Says that the companies of these ticks come from somebody else than the function: the source knows nothing of them. */
    public void strangers(Collection<UUID> ticks) {
        strangers.addAll(ticks);
    }

    /** Says that the broker does not hold everything any more that ever was on it. */
    public void brokerForgets() {
        brokerForgets = true;
    }

    /** What is to be checked. */
    Scope scope() {
        Scope scope = Scope.everything().withStrangers(strangers);
        return brokerForgets ? scope.withABrokerThatForgets() : scope;
    }

    /** Forgets what {@link #over} has said: another fault ends now. */
    void notOver() {
        over = null;
    }

    /** When the fault that ended last said that it was over, if it did. */
    Optional<Instant> overAt() {
        return Optional.ofNullable(over);
    }

    /** What was noted since the last call; the next fault begins with nothing. */
    Aftermath takeAftermath() {
        synchronized (notes) {
            Aftermath aftermath = new Aftermath(List.copyOf(notes));
            notes.clear();
            over = null;
            return aftermath;
        }
    }

    /** What a supervisor does: starts what has ended. Says what that was. */
    Set<String> supervise() throws IOException, InterruptedException {
        Set<String> missing = missing();
        if (!missing.isEmpty()) {
            try {
                stack.stack().up(missing, progress);
            } catch (StackException e) {
                progress.line("A supervisor tries again: " + e.getMessage());
            }
        }
        return missing;
    }

    /** Ends whatever a fault has left: all connections pass, nothing stands still, every server runs. */
    void repair() throws IOException, InterruptedException {
        proxies.values().forEach(proxy -> proxy.mode(Mode.PASS));
        for (ProcessHandle process : List.copyOf(frozen)) {
            if (process.isAlive()) {
                signal(process, "CONT");
            }
            frozen.remove(process);
        }
        Set<String> servers = servers(stack.stack());
        Set<String> missing = missing();
        if (!missing.isEmpty()) {
            stack.stack().up(missing, progress);
        }
        for (String server : servers) {
            await(server + " answers again", READY, () -> ready(server));
        }
        source().behaveAsUsual();
    }

    private boolean ready(String server) {
        try {
            return stack.stack().ready(server);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Set<String> missing() throws IOException {
        Set<String> missing = new LinkedHashSet<>();
        for (String server : servers(stack.stack())) {
            if (stack.stack().find(server).isEmpty()) {
                missing.add(server);
            }
        }
        return missing;
    }

    /** Kafka's records that wait to be landed; empty while the job's query does not run. */
    Optional<Long> offsetsBehind() throws InterruptedException {
        return JobMetrics.read(stack.stack().site()).map(JobMetrics::offsetsBehind);
    }

    @Override
    public void close() throws IOException {
        load.close();
        for (ProcessHandle process : frozen) {
            process.destroyForcibly();
        }
        stack.close();
        for (FaultProxy proxy : proxies.values()) {
            proxy.close();
        }
    }

    private static Set<String> servers(LocalStack stack) {
        Set<String> servers = new LinkedHashSet<>(stack.names());
        servers.remove(NOT_STARTED);
        return servers;
    }

    private static int freePort(Set<Integer> taken) {
        Random any = new Random(); // what is free is not the seed's to say
        int port;
        do {
            port = any.nextInt(LEAST_PORT, MOST_PORT);
        } while (!PortHolder.isFree(port) || !taken.add(port));
        return port;
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"), UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Whether all of its threads have stopped, as proc(5) shows them, or the process is gone. */
    private static boolean standsStill(ProcessHandle process) {
        Path threads = Path.of("/proc", String.valueOf(process.pid()), "task");
        try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
            for (Path thread : each) {
                String stat = Files.readString(thread.resolve("stat"), UTF_8);
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') { // a name may hold anything
                    return false;
                }
            }
            return true;
        } catch (IOException | DirectoryIteratorException gone) {
            return !process.isAlive();
        }
    }

    private static void signal(ProcessHandle process, String signal) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0 && process.isAlive()) {
            throw new IOException("kill -%s %d exits %d".formatted(signal, process.pid(), status));
        }
    }

    /** What a fault has left to tell. */
    record Aftermath(List<String> notes) {}
}
