package io.tickstream.fuzz;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;

/**
 * Runs a surface's cases, each from its own number alone, so that one can be run again without those before it. A case
 * that throws or hangs ends the run and is told with the command that repeats it.
 */
public final class Fuzz {
    /** The seed unless somebody names another: what continuous integration runs is always the same. */
    private static final long USUAL_SEED = 20_260_131;

    private static final long USUAL_CASES = 2_000;

    /** The least cases among which every kind of outcome is to be expected. */
    private static final long MANY = 1_000;

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration SAY = Duration.ofSeconds(30);

    private final String surface;
    private final long seed;
    private final long first;
    private final long end;
    private Duration mostTime = Duration.ofMinutes(1);
    private int threads = 1;

    /** One case. */
    @FunctionalInterface
    public interface Case {
        void run(Draw draw) throws Exception;
    }

    private record Running(Draw draw, Thread thread, long since) {}

    private record Failed(Draw draw, Throwable why) {}

    private Fuzz(String surface) {
        this.surface = surface;
        this.seed = Long.getLong("tickstream.fuzz.seed", USUAL_SEED);
        long only = Long.getLong("tickstream.fuzz.case", -1);
        this.first = Math.max(0, only);
        this.end = only < 0 ? Long.getLong("tickstream.fuzz.cases", USUAL_CASES) : only + 1;
    }

    /**
     * The cases that the system properties ask for: {@code tickstream.fuzz.cases}, {@code .seed} and, for a single one,
     * {@code .case}.
     *
     * @param surface as fuzz.sh calls it
     */
    public static Fuzz of(String surface) {
        return new Fuzz(surface);
    }

    /** How long a case may take, on a machine with other work to do; a minute if not said. */
    public Fuzz within(Duration most) {
        mostTime = most;
        return this;
    }

    /** How many cases run at a time; one if not said. */
    public Fuzz at(int many) {
        threads = many;
        return this;
    }

    /** Whether so many cases run that every kind of outcome is to be expected. */
    public boolean hasMany() {
        return end - first >= MANY;
    }

    /** Runs them. */
    public void run(Case each) throws InterruptedException {
        System.out.printf("fuzz %s: cases %d to %d, seed %d%n", surface, first, end - 1, seed);
        long begun = System.nanoTime();
        AtomicLong next = new AtomicLong(first);
        AtomicReference<Failed> failed = new AtomicReference<>();
        AtomicReferenceArray<Running> running = new AtomicReferenceArray<>(threads);
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            int place = i;
            Thread thread = new Thread(
                    () -> {
                        try {
                            work(each, next, failed, running, place);
                        } finally {
                            done.countDown();
                        }
                    },
                    "fuzz-" + surface + "-" + place);
            // what a case starts finds the classes that the test finds
            thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
            thread.setDaemon(true);
            thread.start();
        }
        long said = begun;
        while (!done.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            for (int i = 0; i < threads; i++) {
                failIfHanging(running.get(i));
            }
            if (System.nanoTime() - said >= SAY.toNanos()) {
                said = System.nanoTime();
                long begunCases = Math.min(next.get(), end) - first;
                System.out.printf(
                        "fuzz %s: %d of %d, %.0f a second%n",
                        surface, begunCases, end - first, begunCases / ((said - begun) / 1e9));
            }
        }
        if (failed.get() != null) {
            throw failure(failed.get().draw(), failed.get().why());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        System.out.printf("fuzz %s: %d cases passed in %.1f s%n", surface, end - first, took.toMillis() / 1e3);
    }

    private void work(
            Case each,
            AtomicLong next,
            AtomicReference<Failed> failed,
            AtomicReferenceArray<Running> running,
            int place) {
        for (long number = next.getAndIncrement();
                number < end && failed.get() == null;
                number = next.getAndIncrement()) {
            Draw draw = new Draw(seed, number);
            running.set(place, new Running(draw, Thread.currentThread(), System.nanoTime()));
            try {
                each.run(draw);
            } catch (Throwable e) { // whatever it is, the case is to be told
                failed.compareAndSet(null, new Failed(draw, e));
            } finally {
                running.set(place, null);
            }
        }
    }

    /**
     * Does something that may allocate no more in its thread than so much.
     *
     * @param most in bytes
     */
    public static <T> T allocating(long most, Callable<T> something) throws Exception {
        long before = allocated();
        T result = something.call();
        long took = allocated() - before;
        if (took > most) {
            throw new AssertionError("It allocated %d bytes; %d may be".formatted(took, most));
        }
        return result;
    }

    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                ? threads.getThreadAllocatedBytes(Thread.currentThread().getId())
                : 0;
    }

    private void failIfHanging(Running running) {
        if (running != null && System.nanoTime() - running.since() > mostTime.toNanos()) {
            String where = Arrays.stream(running.thread().getStackTrace())
                    .map(frame -> "\n\tat " + frame)
                    .collect(Collectors.joining());
            throw failure(running.draw(), new AssertionError("It runs for more than %s:%s".formatted(mostTime, where)));
        }
    }

    private AssertionError failure(Draw draw, Throwable why) {
        return new AssertionError(
                "Case %d of seed %d failed: %s%nRun it again: fuzz/fuzz.sh --seed %d --case %d %s%n%s"
                        .formatted(draw.number(), seed, why, seed, draw.number(), surface, draw.shown()),
                why);
    }
}
