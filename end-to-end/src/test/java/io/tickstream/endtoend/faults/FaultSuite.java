package io.tickstream.endtoend.faults;

import com.datastax.oss.driver.api.core.DriverException;
import io.tickstream.contract.Table;
import io.tickstream.endtoend.faults.Load.Made;
import io.tickstream.endtoend.faults.check.Checker;
import io.tickstream.endtoend.faults.check.Scope;
import io.tickstream.endtoend.faults.check.Verdict;
import io.tickstream.localstack.process.Await;
import io.tickstream.localstack.process.Folders;
import io.tickstream.localstack.server.Installation;
import io.tickstream.localstack.server.Progress;
import io.tickstream.localstack.server.StackException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Strikes faults one after the other and then mixed, while ticks are made; measures how long the pipeline takes to
 * recover; and holds what has landed against what the source served. A fault that fails does not keep the others from
 * being tried.
 */
final class FaultSuite {
    /** Beyond what any aim allows: a recovery that takes longer is none. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Duration HEALTHY = Duration.ofMinutes(4);
    private static final Duration QUIESCENCE = Duration.ofMinutes(3);
    private static final Duration SETTLING = Duration.ofMinutes(1);
    private static final Duration TO_STOP = Duration.ofMinutes(1);

    private static final String MIXTURE = "mixture";
    private static final String MIXED_PROMISE = "Whatever strikes together, every tick is accounted for";
    private static final Duration MIXED_AIM = Duration.ofSeconds(30);

    private final Installation installation;
    private final Path folder;
    private final long seed;
    private final boolean inTime;
    private final PrintStream out;
    private final Progress aside;
    private final List<Result> results = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Thread runner;
    private volatile Scene scene;

    /**
     * Starts nothing yet.
     *
     * @param folder for the servers' data and the suite's log; emptied by the run
     * @param seed of whatever is random
     * @param inTime whether a recovery that takes longer than its aim fails; else it is noted, as on a machine that is
     *     busy with other things
     * @param out hears one line a fault
     */
    FaultSuite(Installation installation, Path folder, long seed, boolean inTime, PrintStream out) {
        this.installation = installation;
        this.folder = folder;
        this.seed = seed;
        this.inTime = inTime;
        this.out = out;
        this.aside = this::log;
    }

    /**
     * Runs it.
     *
     * @param faults struck alone, in this order
     * @param together those of which some strike at once afterwards, as far as they may
     * @param mixed for how long; zero for not at all
     */
    Report run(List<Fault> faults, List<Fault> together, Duration mixed) throws IOException, InterruptedException {
        Instant begun = Instant.now();
        runner = Thread.currentThread();
        Files.createDirectories(folder);
        Files.deleteIfExists(log());
        out.printf(
                "Seed %d. Alone: %d faults. Mixed: for %d s. Details: %s%n",
                seed, faults.size(), mixed.toSeconds(), log());
        try {
            for (int index = 0; index < faults.size(); index++) {
                Fault fault = faults.get(index);
                out.printf("[%d/%d] %-36s ", index + 1, faults.size(), fault.name());
                out.flush();
                Optional<String> impossible = fault.impossibleHere();
                if (impossible.isPresent()) {
                    out.println("skipped: " + impossible.get());
                    skipped.add(fault.name() + ": " + impossible.get());
                } else if (opened(fault.name(), fault.kind().label(), fault.promise(), fault.expects(), fault.aim())) {
                    report(alone(fault));
                }
            }
            if (!mixed.isZero()) {
                out.println("[mixture]");
                if (opened(MIXTURE, MIXTURE, MIXED_PROMISE, Expectation.NOTHING_LOST, MIXED_AIM)) {
                    report(mixture(together, mixed));
                }
            }
        } finally {
            boolean interrupted = Thread.interrupted(); // or the servers would not be waited for
            close();
            ended.countDown();
            if (interrupted) {
                runner.interrupt();
            }
        }
        return new Report(
                seed,
                begun.toString(),
                Math.round(Duration.between(begun, Instant.now()).toSeconds() / 6.0) / 10.0,
                Runtime.getRuntime().availableProcessors(),
                List.copyOf(results),
                List.copyOf(skipped));
    }

    /** Breaks a run off that is under way, which must start nothing any more, and stops the servers. */
    void stop() throws IOException, InterruptedException {
        Thread running = runner;
        if (running != null) {
            running.interrupt();
            if (!ended.await(TO_STOP.toSeconds(), TimeUnit.SECONDS)) {
                out.printf("The run has not broken off within %d s.%n", TO_STOP.toSeconds());
            }
        }
        close();
    }

    private void close() throws IOException {
        Scene open = scene;
        if (open != null) {
            open.close();
            scene = null;
        }
    }

    private void report(Result result) {
        results.add(result);
        out.println(result.inWords());
        result.notes().forEach(note -> out.println("      note: " + note));
        result.failures().forEach(failure -> out.println("      " + failure.replace("\n", "\n      ")));
    }

    /** Strikes one fault. */
    private Result alone(Fault fault) throws IOException, InterruptedException {
        log("=== " + fault.name());
        List<String> failures = new ArrayList<>();
        Instant before = Instant.now();
        Course course = new Course();
        try {
            awaitHealthy();
            before = Instant.now();
            course.strike(List.of(fault));
            course.recover();
        } catch (RuntimeException | IOException e) {
            failures.add(inWords(e));
        }
        tidyUp(fault, failures);
        Scene.Aftermath aftermath = scene.takeAftermath();
        return conclude(
                fault.name(),
                fault.kind().label(),
                fault.promise(),
                fault.expects(),
                fault.aim(),
                before,
                course,
                new ArrayList<>(aftermath.notes()),
                failures);
    }

    private void tidyUp(Fault fault, List<String> failures) throws InterruptedException {
        try {
            fault.tidyUp(scene);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            failures.add("Not tidied up: " + inWords(e));
        }
    }

    /** Strikes several at once, round after round. */
    private Result mixture(List<Fault> faults, Duration time) throws IOException, InterruptedException {
        // which faults there are decides what the seed mixes: the same on machines that can strike the same
        Mixture mixture = new Mixture(
                faults.stream()
                        .filter(fault -> fault.impossibleHere().isEmpty())
                        .toList(),
                seed);
        List<String> failures = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Course longest = new Course();
        Duration aim = MIXED_AIM;
        Instant before = Instant.now();
        int rounds = 0;
        try {
            awaitHealthy();
            before = Instant.now();
            while (Duration.between(before, Instant.now()).compareTo(time) < 0) {
                List<Fault> round = mixture.next();
                List<String> names = round.stream().map(Fault::name).toList();
                log("=== mixture: " + names);
                out.printf("  round %d: %s ", ++rounds, String.join(" + ", names));
                out.flush();
                Course course = new Course();
                course.strike(round);
                course.recover();
                for (Fault fault : round) {
                    tidyUp(fault, failures);
                }
                scene.takeAftermath();
                Duration most = round.stream()
                        .map(Fault::aim)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
                out.printf("%s (aim %d s)%n", course.inWords(), most.toSeconds());
                String how = "Round %d, %s: %s, the aim is %d s"
                        .formatted(rounds, String.join(" + ", names), course.inWords(), most.toSeconds());
                if (course.recovery == null) {
                    failures.add(how);
                } else if (course.recovery.compareTo(most) > 0) {
                    late(how, failures, notes);
                }
                longest.addTo(course);
                aim = aim.compareTo(most) < 0 ? most : aim;
                if (course.recovery == null) {
                    scene.repair();
                }
            }
        } catch (RuntimeException | IOException e) {
            failures.add(inWords(e));
        }
        notes.add("%d rounds".formatted(rounds));
        return conclude(
                MIXTURE, MIXTURE, MIXED_PROMISE, Expectation.NOTHING_LOST, aim, before, longest, notes, failures);
    }

    /** Lets everything come to rest, checks, and makes the scene ready for the next fault. */
    private Result conclude(
            String name,
            String kind,
            String promise,
            Expectation expects,
            Duration aim,
            Instant before,
            Course course,
            List<String> notes,
            List<String> failures)
            throws IOException, InterruptedException {
        if (failures.isEmpty() && course.recovery == null) {
            failures.add("No tick made after the fault was visible within %d s".formatted(PATIENCE.toSeconds()));
        } else if (course.recovery != null && course.recovery.compareTo(aim) > 0 && failures.isEmpty()) {
            late(
                    "The recovery took %.1f s; the aim is %d s"
                            .formatted(Result.seconds(course.recovery), aim.toSeconds()),
                    failures,
                    notes);
        }
        boolean standing = false;
        int companies = 0;
        try {
            scene.load().pause();
            scene.repair();
            scene.load().askAgain();
            awaitRest();
            Verdict verdict = examine(expects);
            companies = verdict.counts().served();
            if (!verdict.isClean()) {
                failures.add(verdict.toString());
            }
            standing = verdict.isClean() && !expects.lossAccepted();
        } catch (RuntimeException | IOException e) {
            failures.add("No rest: " + inWords(e));
        }
        List<Made> made = scene.load().madeSince(before);
        if (!standing) {
            leave(name);
        }
        return new Result(
                name,
                kind,
                promise,
                expects.inWords(),
                failures.isEmpty(),
                Result.seconds(course.struck),
                course.recovery == null ? null : Result.seconds(course.recovery),
                aim.toSeconds(),
                made.size(),
                (int) made.stream().filter(Made::delivered).count(),
                companies,
                Result.oneDecimal(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()),
                List.copyOf(notes),
                List.copyOf(failures));
    }

    /** A recovery that takes longer than its aim. */
    private void late(String how, List<String> failures, List<String> notes) {
        (inTime ? failures : notes)
                .add("%s (load of the machine: %.1f on %d processors)"
                        .formatted(
                                how,
                                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                                Runtime.getRuntime().availableProcessors()));
    }

    /** What the checker says; asked again for a while, since what is on its way when nothing waits any more still comes. */
    private Verdict examine(Expectation expects) throws IOException, InterruptedException {
        Checker checker = Checker.of(scene.stack());
        long deadline = System.nanoTime() + SETTLING.toNanos();
        while (true) {
            Verdict verdict = verdict(checker, expects);
            if (verdict.isClean() || System.nanoTime() - deadline >= 0) {
                log(verdict.toString());
                return verdict;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    private Verdict verdict(Checker checker, Expectation expects) throws IOException, InterruptedException {
        Scope scope = scene.scope();
        return checker.check(expects.lossAccepted() ? scope.withAcceptedLoss() : scope);
    }

    /** Whether there is a scene, which is built if need be; if that fails, so has the fault. */
    private boolean opened(String name, String kind, String promise, Expectation expects, Duration aim)
            throws IOException {
        if (scene != null) {
            return true;
        }
        try {
            open();
            return true;
        } catch (StackException e) {
            report(Result.notStruck(name, kind, promise, expects, aim, "No scene: " + inWords(e)));
            return false;
        }
    }

    private void open() throws IOException {
        scene = Scene.open(installation, folder.resolve("stack"), new Random(seed), aside);
        scene.load().resume();
    }

    /** Lets the next fault build a scene of its own, after one that left this one in pieces; its logs are kept. */
    private void leave(String after) throws IOException {
        log("=== A new scene after " + after);
        scene.close();
        scene = null;
        Path logs = folder.resolve("stack/logs");
        if (Files.exists(logs)) {
            Path kept = folder.resolve("logs-after-" + after);
            Folders.delete(kept);
            Files.move(logs, kept);
        }
    }

    private void awaitHealthy() throws InterruptedException {
        Instant from = Instant.now();
        scene.load().resume();
        scene.await("a tick was visible before the fault", HEALTHY, () -> firstVisible(from)
                .isPresent());
    }

    /** Nothing waits on Kafka, and the job says so twice. */
    private void awaitRest() throws InterruptedException {
        int[] quiet = new int[1];
        scene.await("the job has landed all that waits on Kafka", QUIESCENCE, () -> {
            try {
                quiet[0] = scene.offsetsBehind().filter(behind -> behind == 0).isPresent() ? quiet[0] + 1 : 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return quiet[0] >= 3;
        });
    }

    private Optional<Made> firstVisible(Instant since) {
        return scene.load().madeSince(since).stream()
                .filter(Made::delivered)
                .findFirst()
                .filter(this::visible);
    }

    private boolean visible(Made tick) {
        try {
            return scene.stack()
                            .session()
                            .execute(
                                    "SELECT count(*) FROM %s WHERE tick_id = ?"
                                            .formatted(Table.COMPANIES_CREATED.qualifiedName()),
                                    tick.id())
                            .one()
                            .getLong(0)
                    >= tick.published();
        } catch (DriverException away) {
            return false;
        }
    }

    private static String inWords(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private Path log() {
        return folder.resolve("suite.log");
    }

    private synchronized void log(String line) {
        try {
            Files.writeString(
                    log(),
                    Instant.now() + " " + line + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How one strike went: its length, and its recovery. */
    private final class Course {
        private Duration struck = Duration.ZERO;
        private Duration recovery;
        private Instant over;

        /** Strikes all at the same time, and ends them one after the other: what passes by itself first. */
        void strike(List<Fault> faults) throws IOException, InterruptedException {
            Instant begun = Instant.now();
            ExecutorService hands = Executors.newFixedThreadPool(faults.size());
            List<Exception> thrown = new ArrayList<>();
            try {
                List<Future<?>> strikes = new ArrayList<>();
                for (Fault fault : faults) {
                    strikes.add(hands.submit(() -> {
                        fault.strike(scene);
                        return null;
                    }));
                }
                for (Future<?> strike : strikes) {
                    try {
                        strike.get();
                    } catch (ExecutionException e) {
                        thrown.add((Exception) e.getCause());
                    }
                }
            } finally {
                hands.shutdownNow();
                hands.awaitTermination(TO_STOP.toSeconds(), TimeUnit.SECONDS);
            }
            for (Fault fault : Catalogue.inTheOrderOfTheirEnds(faults)) {
                scene.notOver();
                try {
                    fault.end(scene);
                } catch (InterruptedException e) {
                    throw e;
                } catch (Exception e) {
                    thrown.add(e);
                }
            }
            over = Instant.now();
            struck = Duration.between(begun, over);
            if (!thrown.isEmpty()) {
                throw new IllegalStateException(inWords(thrown.get(0)), thrown.get(0));
            }
        }

        /** Waits for the first tick made after the fault, as long as patience lasts; starts what has ended meanwhile. */
        void recover() throws IOException, InterruptedException {
            Instant from = scene.overAt().orElse(over);
            Instant deadline = Instant.now().plus(PATIENCE);
            while (Instant.now().isBefore(deadline)) {
                if (Await.until(() -> firstVisible(from).isPresent(), Duration.ofSeconds(1))) {
                    recovery = Duration.between(from, Instant.now());
                    return;
                }
                scene.supervise().forEach(server -> scene.note("a supervisor had to start the " + server));
            }
        }

        void addTo(Course other) {
            struck = struck.plus(other.struck);
            if (other.recovery != null && (recovery == null || recovery.compareTo(other.recovery) < 0)) {
                recovery = other.recovery;
            }
        }

        String inWords() {
            return "struck %.1f s, %s"
                    .formatted(
                            Result.seconds(struck),
                            recovery == null
                                    ? "did not recover"
                                    : "recovered in %.1f s".formatted(Result.seconds(recovery)));
        }

        private String inWords(Exception e) {
            return FaultSuite.inWords(e);
        }
    }
}
