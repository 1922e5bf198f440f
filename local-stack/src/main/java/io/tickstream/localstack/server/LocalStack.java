package io.tickstream.localstack.server;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import io.tickstream.localstack.process.Await;
import io.tickstream.localstack.process.Command;
import io.tickstream.localstack.process.LogFile;
import io.tickstream.localstack.process.PortHolder;
import io.tickstream.localstack.process.RunFolder;
import io.tickstream.localstack.process.ServerProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The real servers of the pipeline as processes on this machine: starts them in the order in which they need one
 * another, prepares them (topics, schemas, tables, roles), and stops them in reverse.
 */
public final class LocalStack {
    /** Of the log of a server that did not start: about trouble from its beginning, and from its end. */
    private static final int SHOWN_TROUBLES = 6;

    private static final int SHOWN_LAST_LINES = 12;

    private static final Duration BETWEEN_SIGNS_OF_LIFE = Duration.ofSeconds(15);

    /** How long a server may take to stop before people are told what is waited for. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    /** The pid file of a job submitted by hand. */
    private static final String SUBMITTED = "submit";

    private final Site site;
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final LandingJob job;
    private final SparkWorker worker;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicReference<StackException> failure = new AtomicReference<>();
    private final Deque<ServerProcess> started = new ArrayDeque<>();

    /** A stack at this place; starts nothing yet. */
    public LocalStack(Site site) {
        this.site = site;
        SparkHome home = new SparkHome(site);
        job = new LandingJob(site, home);
        worker = new SparkWorker(site, home);
        List<Node> members = site.settings().members();
        // in the order in which people think of them; a server comes after those that it needs
        members.forEach(node -> add(new CassandraServer(site, node)));
        members.forEach(node -> add(new KafkaServer(site, node)));
        for (Server server : List.of(
                new RegistryServer(site),
                new CompanyApiServer(site),
                new SparkMaster(site, home),
                worker,
                job,
                new IngestFunction(site))) {
            add(server);
        }
        add(new ConsoleServer(site, names().stream().map(servers::get).toList()));
    }

    private void add(Server server) {
        servers.put(server.name(), server);
    }

    /** Where the stack lives. */
    public Site site() {
        return site;
    }

    /** The names of all servers that there are. */
    public Set<String> allNames() {
        return new LinkedHashSet<>(servers.keySet());
    }

    /** The names of the servers that these settings ask for: all but the stand-in if an API outside is asked. */
    public Set<String> names() {
        return servers.keySet().stream()
                .filter(name -> site.settings().standIn() || !name.equals(CompanyApiServer.NAME))
                .collect(toCollection(LinkedHashSet::new));
    }

    /**
     * Starts servers that do not run yet, and returns when all are ready. If one fails, those that this call has
     * started are stopped again.
     *
     * @param only the servers to start; those that they need must run already or be among them
     * @throws StackException if one cannot be started, with the reason
     */
    public void up(Set<String> only, Progress progress) throws IOException, InterruptedException {
        site.state().create();
        try (FileChannel channel = lockFile()) {
            lock(channel);
            checkNodes();
            Machine.check(site.state().root(), notRunning(only), site.settings().nodes());
            site.settings().save(site.state());
            if (site.settings().secured()) {
                site.certificates().create();
            }
            startAll(only, progress);
        }
    }

    /**
     * Keeps what a start has cost, and from when on the servers only tick.
     *
     * @param firstRow null if no row came
     */
    public void noteStart(Duration ready, Duration firstRow) throws IOException {
        Map<String, Long> cpu = new LinkedHashMap<>();
        for (String name : servers.keySet()) {
            Optional<ServerProcess> process = find(name);
            if (process.isPresent()) {
                cpu.put(name, process.get().cpuTime().toMillis());
            }
        }
        new StartFigures(
                        ready.toMillis(),
                        firstRow == null ? null : firstRow.toMillis(),
                        System.currentTimeMillis(),
                        cpu)
                .save(site.state());
    }

    /** Whether any server runs. */
    public boolean runningAtAll() throws IOException {
        for (String name : servers.keySet()) {
            if (find(name).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Whether every one of these servers runs. */
    public boolean running(Set<String> names) throws IOException {
        return notRunning(names) == 0;
    }

    /** Stops servers in reverse order and everything that they started; says what it stopped. */
    public void down(Set<String> only, Progress progress) throws IOException, InterruptedException {
        if (!site.state().exists()) {
            return;
        }
        try (FileChannel channel = lockFile()) {
            lock(channel);
            stopAll(only, progress);
        }
    }

    private void stopAll(Set<String> only, Progress progress) throws IOException, InterruptedException {
        if (only.contains(LandingJob.NAME)) {
            Optional<ServerProcess> submitted = submitted();
            if (submitted.isPresent()) {
                stop(submitted.get(), job.grace(), progress);
            }
            forgetSubmitted();
        }
        List<String> reverse = new ArrayList<>(servers.keySet());
        Collections.reverse(reverse);
        Deque<ServerProcess> running = new ArrayDeque<>();
        for (String name : reverse) {
            if (only.contains(name)) {
                find(name).ifPresent(running::add);
            }
        }
        stopInTurn(running, progress);
        for (String name : only) {
            processes().forget(name); // also of those that died
        }
    }

    /** One after the other, but a cluster's members at once: the last would long look for the others before it ends. */
    private void stopInTurn(Deque<ServerProcess> running, Progress progress) throws IOException, InterruptedException {
        while (!running.isEmpty()) {
            List<String> members = server(running.getFirst().name()).members();
            List<ServerProcess> together = running.stream()
                    .filter(process -> members.contains(process.name()))
                    .toList();
            running.removeAll(together);
            List<Thread> others = together.stream()
                    .skip(1)
                    .map(process -> new Thread(() -> stopUninterrupted(process, progress), "stop-" + process.name()))
                    .toList();
            others.forEach(Thread::start);
            stop(together.get(0), progress);
            for (Thread other : others) {
                other.join();
            }
            for (ServerProcess process : together) {
                processes().forget(process.name());
            }
        }
    }

    private void stopUninterrupted(ServerProcess process, Progress progress) {
        try {
            stop(process, progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a running {@link #up} early and stops what it has started; for Ctrl-C. */
    public void cancel(Progress progress) throws IOException, InterruptedException {
        cancelled.set(true);
        stopStarted(progress);
    }

    /** The process of a server, if it runs. */
    public Optional<ServerProcess> find(String name) throws IOException {
        return processes().find(server(name).name());
    }

    /** Whether a server runs or, if it is one of a cluster, enough of its members to answer in its place. */
    public boolean answers(String name) throws IOException {
        List<String> members = server(name).members();
        return 2 * (members.size() - notRunning(Set.copyOf(members))) > members.size();
    }

    /** Whether a server has ended although nobody stopped it. */
    public boolean died(String name) throws IOException {
        return processes().died(name);
    }

    /** Whether a server does its work now. */
    public boolean ready(String name) throws InterruptedException {
        return server(name).isReady();
    }

    /** Where a server listens; the first port is the one that people look for. */
    public List<Port> ports(String name) {
        return server(name).ports();
    }

    /** Where a server listens, host and port, as people look for it. */
    public String address(String name) {
        return address(server(name));
    }

    private String address(Server server) {
        return site.settings().address(server.node(), server.ports().get(0));
    }

    /** The log of a server; the file may not exist. */
    public Path log(String name) {
        return processes().log(server(name).name());
    }

    /**
     * The log of the job's newest executor.
     *
     * @throws StackException if there was none yet
     */
    public Path executorLog() throws IOException {
        Path work = site.state().folder("spark/work");
        try (Stream<Path> logs = Files.find(work, 3, (file, attributes) -> file.endsWith("stderr"))) {
            return logs.max(Comparator.comparing(log -> log.toFile().lastModified()))
                    .orElseThrow(() -> new StackException(
                            "No executor has run yet. The job starts one: ./tickstream up --detach --only job"));
        }
    }

    /** The landing job as spark-submit starts it, with more options of spark-submit, which win over ours. */
    public Command submitCommand(List<String> options) throws IOException {
        return job.command(options);
    }

    /** The ingest function as cron starts it; has the stack's settings. */
    public Command burstCommand() throws IOException {
        return new IngestFunction(site).burst();
    }

    /**
     * Starts a second worker of the Spark cluster; an executor that is lost with one can then start on the other. The
     * caller stops it.
     */
    public ServerProcess startSecondWorker() throws IOException {
        return processes().start(SparkWorker.NAME + "-2", worker.secondCommand());
    }

    /** Says what a start of the landing job would lose; exits 1 if anything. */
    public Command doctorCommand(List<String> arguments) throws IOException {
        return job.doctorCommand(arguments);
    }

    /** Lands once more what Kafka still holds. */
    public Command replayCommand(List<String> arguments) throws IOException {
        return job.replayCommand(arguments);
    }

    /** The job that somebody has submitted by hand, if it runs. */
    public Optional<ServerProcess> submitted() throws IOException {
        return processes().find(SUBMITTED);
    }

    /** Lets other commands find a job that was submitted by hand. */
    public void noteSubmitted(ProcessHandle process) throws IOException {
        site.state().create();
        processes().note(SUBMITTED, process);
    }

    /** Forgets the job that was submitted by hand, after it has ended. */
    public void forgetSubmitted() throws IOException {
        processes().forget(SUBMITTED);
    }

    private Server server(String name) {
        Server server = servers.get(name);
        if (server == null) {
            throw new StackException("There is no server '%s'; the servers are %s."
                    .formatted(name, String.join(", ", servers.keySet())));
        }
        return server;
    }

    private RunFolder processes() {
        return site.state().processes();
    }

    private void startAll(Set<String> only, Progress progress) throws IOException, InterruptedException {
        ExecutorService executor = Executors.newCachedThreadPool();
        Map<String, CompletableFuture<Void>> ready = new LinkedHashMap<>();
        try {
            for (Server server : servers.values()) {
                if (only.contains(server.name())) {
                    CompletableFuture<?>[] needed = server.needs().stream()
                            .filter(ready::containsKey)
                            .map(ready::get)
                            .toArray(CompletableFuture<?>[]::new);
                    ready.put(
                            server.name(),
                            CompletableFuture.allOf(needed)
                                    .thenRunAsync(() -> startOrCancel(server, only, progress), executor));
                }
            }
            CompletableFuture.allOf(ready.values().toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException e) {
            stopStarted(progress);
            throw failure.get();
        } finally {
            executor.shutdownNow();
        }
    }

    /** Starts a server; if that fails, the others are not waited for. */
    private void startOrCancel(Server server, Set<String> only, Progress progress) {
        try {
            start(server, only, progress);
        } catch (StackException e) {
            cancelBecauseOf(e);
        } catch (IOException e) {
            cancelBecauseOf(new StackException("Cannot start %s: %s".formatted(server.name(), e), e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancelBecauseOf(new StackException("Interrupted while %s was started".formatted(server.name()), e));
        } catch (RuntimeException e) {
            cancelBecauseOf(new StackException("Cannot prepare %s: %s".formatted(server.name(), e.getMessage()), e));
        }
    }

    private void cancelBecauseOf(StackException e) {
        failure.compareAndSet(null, e); // those that follow are consequences
        cancelled.set(true);
        throw e;
    }

    private void start(Server server, Set<String> only, Progress progress) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Optional<ServerProcess> running = find(server.name());
        if (running.isEmpty()) {
            checkNeeds(server);
            checkMembers(server, only);
            checkPorts(server);
            processes().rotateLog(server.name());
        }
        ServerProcess process = running.isPresent() ? running.get() : launch(server, server.command());
        awaitReady(server, process, progress);
        server.prepare();
        progress.line("  %-12s %-7s %s"
                .formatted(
                        server.name(),
                        running.isPresent() ? "running" : "ready",
                        "%-21s %5.1f s".formatted(address(server), (System.nanoTime() - begun) / 1e9)));
    }

    private synchronized ServerProcess launch(Server server, Command command) throws IOException {
        if (cancelled.get()) {
            throw new StackException("%s is not started any more".formatted(server.name()));
        }
        ServerProcess process = processes().start(server.name(), command);
        started.push(process);
        return process;
    }

    private void awaitReady(Server server, ServerProcess process, Progress progress)
            throws IOException, InterruptedException {
        boolean[] ready = new boolean[1];
        long begun = System.nanoTime();
        long[] said = {begun};
        Await.until(
                () -> {
                    if (cancelled.get() || !process.isAlive()) {
                        return true;
                    }
                    if (System.nanoTime() - said[0] >= BETWEEN_SIGNS_OF_LIFE.toNanos()) {
                        said[0] = System.nanoTime();
                        progress.line("  %-12s still starting after %d s"
                                .formatted(
                                        server.name(),
                                        Duration.ofNanos(said[0] - begun).toSeconds()));
                    }
                    try {
                        ready[0] = server.isReady();
                        return ready[0];
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return true;
                    }
                },
                patience(server));
        if (ready[0] && process.isAlive()) {
            return;
        }
        if (cancelled.get()) {
            throw new StackException("%s was stopped before it was ready".formatted(server.name()));
        }
        String what = process.isAlive()
                ? "is not ready after %d s".formatted(patience(server).toSeconds())
                : "ended while it was started";
        Path log = log(server.name());
        throw new StackException("%s %s. From %s:\n%s"
                .formatted(
                        server.name(),
                        what,
                        log,
                        LogFile.telling(log, SHOWN_TROUBLES, SHOWN_LAST_LINES).stream()
                                .map(line -> "    " + line)
                                .collect(joining("\n"))));
    }

    /** Of three nodes, thirteen servers start at once and share the processors. */
    private Duration patience(Server server) {
        return site.settings().nodes() == 1
                ? server.patience()
                : server.patience().multipliedBy(2);
    }

    private void checkNeeds(Server server) throws IOException {
        for (String needed : server.needs()) {
            if (!answers(needed)) {
                throw new StackException(
                        "%s needs %s, which does not run. Start it too: --only %s,%s, or all servers without --only."
                                .formatted(server.name(), needed, needed, server.name()));
            }
        }
    }

    /** One of three neither elects nor lets anybody log in, however long it is waited for. */
    private void checkMembers(Server server, Set<String> only) throws IOException {
        Set<String> absent = new LinkedHashSet<>(server.members());
        absent.removeAll(only);
        if (2 * (server.members().size() - notRunning(absent))
                <= server.members().size()) {
            throw new StackException(
                    "%s does its work together with most of %s, of which too few run. Start them, too: --only %s, or all servers without --only."
                            .formatted(
                                    server.name(),
                                    String.join(", ", server.members()),
                                    String.join(",", server.members())));
        }
    }

    private void checkPorts(Server server) {
        server.node().requireAddress();
        for (Port port : server.ports()) {
            int number = site.settings().port(port);
            if (!PortHolder.isFree(server.node().inetAddress(), number)) {
                throw new StackException(
                        "%s cannot listen on port %d: %s has it. Stop that program, or give another port: --port %s=%d"
                                .formatted(
                                        server.name(),
                                        number,
                                        PortHolder.of(number).orElse("another program"),
                                        port.label(),
                                        number + 10000 > 65535 ? number - 10000 : number + 10000));
            }
        }
    }

    private synchronized void stopStarted(Progress progress) throws IOException, InterruptedException {
        stopInTurn(started, progress);
    }

    private void stop(ServerProcess process, Progress progress) throws InterruptedException {
        stop(process, server(process.name()).grace(), progress);
    }

    private static void stop(ServerProcess process, Duration grace, Progress progress) throws InterruptedException {
        long begun = System.nanoTime();
        AtomicBoolean stopped = new AtomicBoolean();
        CompletableFuture.delayedExecutor(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!stopped.get()) {
                        progress.line(
                                "  %-12s stopping, for %d s at most".formatted(process.name(), grace.toSeconds()));
                    }
                });
        boolean polite = process.stop(grace);
        stopped.set(true);
        progress.line("  %-12s %s"
                .formatted(
                        process.name(),
                        polite
                                ? "stopped %.1f s".formatted((System.nanoTime() - begun) / 1e9)
                                : "killed, it had not ended after %d s".formatted(grace.toSeconds())));
    }

    private FileChannel lockFile() throws IOException {
        return FileChannel.open(
                site.state().root().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Held until the channel is closed; a command of this same process, such as one that Ctrl-C ends, may go on. */
    @SuppressWarnings("try") // the channel releases it
    private void lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new StackException(
                        "Another command is starting or stopping the stack in %s. Wait for it, then try again."
                                .formatted(site.state().root()));
            }
        } catch (OverlappingFileLockException heldByThisProcess) {
            return;
        }
    }

    /** Copies of what is on one node are not on three by being told so, nor the other way round. */
    private void checkNodes() throws IOException {
        if (!site.state().holdsData()) {
            return;
        }
        int nodes = StackSettings.lastOrUsual(site.state()).nodes();
        if (nodes != site.settings().nodes()) {
            throw new StackException(
                    "%s holds the data of %s. Start with --nodes %d; or, to start with --nodes %d, remove them (./tickstream reset), or set TICKSTREAM_HOME to another folder."
                            .formatted(
                                    site.state().root(),
                                    nodes == 1 ? "one node" : nodes + " nodes",
                                    nodes,
                                    site.settings().nodes()));
        }
    }

    private int notRunning(Set<String> names) throws IOException {
        int count = 0;
        for (String name : names) {
            if (find(name).isEmpty()) {
                count++;
            }
        }
        return count;
    }
}
