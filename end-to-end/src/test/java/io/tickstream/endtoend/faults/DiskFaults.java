package io.tickstream.endtoend.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The disk that somebody writes to is full, and has room again later. */
final class DiskFaults {
    private static final Duration A_WHILE = Duration.ofSeconds(2);
    private static final int WHILES = 5;
    private static final Duration REST = Duration.ofSeconds(60);
    private static final Duration DRIVERS_END = Duration.ofMinutes(3);
    private static final Duration DRIVER_AIM = Duration.ofSeconds(60);
    private static final long MEBIBYTE = 1 << 20;

    private DiskFaults() {}

    static List<Fault> all() {
        return List.of(
                new OfServer(
                        Part.KAFKA,
                        "Ticks meanwhile are publish_failed; what was acknowledged is there when Kafka has room again"
                                + " and was started again",
                        48 * MEBIBYTE),
                new OfServer(
                        Part.CASSANDRA,
                        "What was acknowledged is there when Cassandra has room again and was started again; what could"
                                + " not be written meanwhile lands",
                        96 * MEBIBYTE), // its commit log takes 16 MiB at a time
                new OfCheckpoint());
    }

    private abstract static class Full implements Fault {
        SmallDisk disk;

        @Override
        public final Kind kind() {
            return Kind.DISK;
        }

        @Override
        public final boolean mixes() {
            return false;
        }

        @Override
        public final Optional<String> impossibleHere() {
            return SmallDisk.impossibleHere();
        }

        final void beFull(Scene scene) throws IOException, InterruptedException {
            for (int each = 0; each < WHILES; each++) {
                disk.fill();
                scene.hold(A_WHILE);
            }
        }

        final void leaveDisk() throws IOException, InterruptedException {
            if (disk != null) {
                disk.leave();
                disk = null;
            }
        }
    }

    /** The data of a server. */
    private static final class OfServer extends Full {
        private final Part part;
        private final String promise;
        private final long spareBytes;

        OfServer(Part part, String promise, long spareBytes) {
            this.part = part;
            this.promise = promise;
            this.spareBytes = spareBytes;
        }

        @Override
        public String name() {
            return "disk-full-" + part.label();
        }

        @Override
        public String promise() {
            return promise;
        }

        @Override
        public Set<String> touches() {
            return Set.of(part.server());
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException {
            scene.down(part.server());
            disk = SmallDisk.inPlaceOf(scene.state().resolve(part.server() + "/data"), spareBytes);
            scene.up(part.server());
            beFull(scene);
            scene.note(
                    scene.find(part).isPresent()
                            ? "%s outlived the full disk".formatted(part.label())
                            : "%s ended, its disk being full".formatted(part.label()));
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            disk.free();
            scene.up(part.server());
        }

        @Override
        public void tidyUp(Scene scene) throws IOException, InterruptedException {
            scene.down(part.server());
            leaveDisk();
            scene.up(part.server());
        }
    }

    /** The folder in which the job notes what has landed. */
    private static final class OfCheckpoint extends Full {
        @Override
        public String name() {
            return "disk-full-checkpoint";
        }

        @Override
        public String promise() {
            return "A job that cannot note what it reads ends; started when there is room, it goes on where it was";
        }

        @Override
        public Set<String> touches() {
            return Set.of("checkpoint", Operator.JOB);
        }

        @Override
        public Duration aim() {
            return DRIVER_AIM;
        }

        @Override
        public boolean inShortRun() {
            return true;
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException {
            // by path, batch by batch: a driver that has nothing to do does not notice what it stands on
            standStill(scene);
            disk = SmallDisk.inPlaceOf(scene.checkpoint().getParent(), MEBIBYTE);
            goOn(scene);
            ProcessHandle driver = scene.process(Part.DRIVER);
            disk.fill();
            scene.await("the job ends, since it cannot write its checkpoint", DRIVERS_END, () -> !driver.isAlive());
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            disk.free();
            scene.over();
            scene.up(Operator.JOB);
        }

        @Override
        public void tidyUp(Scene scene) throws IOException, InterruptedException {
            if (disk != null) {
                standStill(scene);
                leaveDisk();
                goOn(scene);
            }
        }

        private static void standStill(Scene scene) throws IOException, InterruptedException {
            scene.load().pause();
            scene.await("the job has landed what waits", REST, () -> {
                try {
                    return scene.offsetsBehind().filter(behind -> behind == 0).isPresent();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return true;
                }
            });
            scene.freezeOutOf(scene.checkpoint().getParent(), Part.DRIVER);
        }

        private static void goOn(Scene scene) throws IOException, InterruptedException {
            scene.thaw(Part.DRIVER);
            scene.load().resume();
        }
    }
}
