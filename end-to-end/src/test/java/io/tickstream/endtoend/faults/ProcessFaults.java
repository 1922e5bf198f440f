package io.tickstream.endtoend.faults;

import io.tickstream.localstack.companyapi.Behaviour;
import io.tickstream.localstack.server.Hop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Each process of the pipeline is killed, or stands still for a while. */
final class ProcessFaults {
    private static final Duration AWAY = Duration.ofSeconds(8);
    private static final Duration STILL = Duration.ofSeconds(10);
    private static final Duration ANSWERING = Duration.ofMillis(1500);
    private static final Duration MID_TICK = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration DRIVER_AIM = Duration.ofSeconds(60);

    private static final Map<Part, String> PROMISES = new EnumMap<>(Map.of(
            Part.KAFKA,
            "Ticks meanwhile are publish_failed, and their receipts say so; what was acknowledged lands",
            Part.REGISTRY,
            "Ticks go on and land: function and job know their schemas",
            Part.CASSANDRA,
            "Ticks go on; what was acknowledged lands when Cassandra is back, and acknowledged rows are not forgotten",
            Part.SPARK_MASTER,
            "Landing goes on without the master, and the job outlives its return",
            Part.SPARK_WORKER,
            "Landing resumes with an executor on the worker that is back",
            Part.EXECUTOR,
            "Another executor lands what this one had begun",
            Part.DRIVER,
            "Started again, the job resumes from its checkpoint",
            Part.FUNCTION,
            "A tick that was cut off and is asked for again under its name lands once",
            Part.SOURCE,
            "Ticks meanwhile are source_unavailable, and their receipts say so"));

    private static final Set<Part> IN_SHORT_RUN_KILLED = Set.of(Part.CASSANDRA, Part.FUNCTION);
    private static final Set<Part> IN_SHORT_RUN_FROZEN = Set.of(Part.EXECUTOR);

    private ProcessFaults() {}

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        for (Part part : Part.values()) {
            all.add(new Killed(part));
            all.add(new Frozen(part));
        }
        return all;
    }

    /** What is of one part. */
    private abstract static class OfPart implements Fault {
        final Part part;

        OfPart(Part part) {
            this.part = part;
        }

        @Override
        public final Kind kind() {
            return Kind.PROCESS;
        }

        @Override
        public final String promise() {
            return PROMISES.get(part);
        }

        @Override
        public Set<String> touches() {
            return Set.of(part.server());
        }

        @Override
        public final Duration aim() {
            return part == Part.DRIVER ? DRIVER_AIM : Fault.super.aim();
        }
    }

    /** kill -9. */
    private static final class Killed extends OfPart {
        Killed(Part part) {
            super(part);
        }

        @Override
        public String name() {
            return part.label() + "-killed";
        }

        /** Receipts that wait for Kafka are in the function's memory, and a crash forgets them: see TickStatus. */
        @Override
        public Set<String> touches() {
            return part == Part.FUNCTION
                    ? Set.of(part.server(), Part.KAFKA.server(), Hop.FUNCTION_TO_KAFKA.label())
                    : super.touches();
        }

        @Override
        public boolean inShortRun() {
            return IN_SHORT_RUN_KILLED.contains(part);
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException {
            if (part == Part.FUNCTION) {
                awaitMidTick(scene);
            }
            scene.kill(part);
            if (part != Part.EXECUTOR) { // whose worker is at hand
                scene.hold(AWAY);
            }
        }

        /** Until the function waits for an answer of the source that takes its time. */
        private static void awaitMidTick(Scene scene) throws IOException, InterruptedException {
            scene.source().behave(Behaviour.Slow.by(ANSWERING), 2);
            scene.await("a tick is under way", PATIENCE, () -> scene.load()
                    .underWay()
                    .filter(time -> time.compareTo(MID_TICK) > 0)
                    .isPresent());
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            if (part == Part.DRIVER || part == Part.FUNCTION || part == Part.EXECUTOR) {
                scene.over(); // these are ours to start
            }
            if (part != Part.EXECUTOR) {
                scene.up(part.server());
            }
        }
    }

    /** SIGSTOP, and SIGCONT after some seconds. */
    private static final class Frozen extends OfPart {
        Frozen(Part part) {
            super(part);
        }

        @Override
        public String name() {
            return part.label() + "-frozen";
        }

        @Override
        public boolean inShortRun() {
            return IN_SHORT_RUN_FROZEN.contains(part);
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException {
            scene.freeze(part);
            scene.hold(STILL);
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            scene.thaw(part);
        }
    }
}
