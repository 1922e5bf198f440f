package io.tickstream.endtoend.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Files of the job's checkpoint are cut off, changed or gone. */
final class CheckpointFaults {
    private static final Duration AIM = Duration.ofSeconds(60);
    private static final Duration MEANWHILE = Duration.ofSeconds(2);

    private CheckpointFaults() {}

    static List<Fault> all() {
        return List.of(
                new Damaged("checkpoint-offsets-truncated", true, (folder, newest, random) -> {
                    Path file = folder.resolve("offsets/" + newest);
                    byte[] content = Files.readAllBytes(file);
                    forgetChecksum(file);
                    Files.write(file, Arrays.copyOf(content, content.length / 2));
                    return "offsets/" + newest;
                }),
                new Damaged("checkpoint-offsets-missing", false, (folder, newest, random) -> {
                    long landed = newest(folder, "commits");
                    for (long batch = landed; batch <= newest; batch++) { // a stop may have cut the next one off
                        delete(folder.resolve("offsets/" + batch));
                    }
                    return "batch %d has landed".formatted(landed);
                }),
                new Damaged("checkpoint-batch-missing", false, (folder, newest, random) -> {
                    delete(folder.resolve("offsets/" + (newest - 1)));
                    return "offsets/%d, which says where it begins, is missing".formatted(newest - 1);
                }),
                new Damaged("checkpoint-metadata-missing", false, (folder, newest, random) -> {
                    delete(folder.resolve("metadata"));
                    return "metadata";
                }),
                new Damaged("checkpoint-commit-garbled", false, (folder, newest, random) -> {
                    Path file = folder.resolve("commits/" + newest(folder, "commits"));
                    byte[] garbage = new byte[(int) Files.size(file)];
                    random.nextBytes(garbage);
                    forgetChecksum(file);
                    Files.write(file, garbage);
                    return "commits/" + file.getFileName();
                }),
                new Damaged("checkpoint-checksum-wrong", false, (folder, newest, random) -> {
                    Path file = folder.resolve("offsets/" + newest);
                    byte[] content = Files.readAllBytes(file);
                    content[random.nextInt(content.length)] ^= 1;
                    Files.write(file, content);
                    return "checksum";
                }));
    }

    /** Does the damage. */
    private interface Damage {
        /** @return what the job must name */
        String to(Path checkpoint, long newest, Random random) throws IOException;
    }

    /** The job is down when it happens, as after a crash of its disk; its start refuses until the damage is accepted. */
    private record Damaged(String name, boolean inShortRun, Damage damage) implements Fault {
        @Override
        public String promise() {
            return "The job refuses to start and names the file; with the damage accepted it reads again what Kafka"
                    + " holds, which lands in the same rows";
        }

        @Override
        public Kind kind() {
            return Kind.CHECKPOINT;
        }

        @Override
        public Set<String> touches() {
            return Set.of("checkpoint", Operator.JOB);
        }

        @Override
        public Duration aim() {
            return AIM;
        }

        @Override
        public boolean mixes() {
            return false;
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException {
            scene.down(Operator.JOB);
            scene.hold(MEANWHILE);
            String named = damage.to(scene.checkpoint(), newestBatch(scene.checkpoint()), scene.random());
            new Operator(scene).expectRefusal(named);
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            scene.over();
            new Operator(scene).acceptLoss();
        }
    }

    /** The last batch that was begun. */
    static long newestBatch(Path checkpoint) throws IOException {
        return newest(checkpoint, "offsets");
    }

    private static long newest(Path checkpoint, String log) throws IOException {
        try (Stream<Path> batches = Files.list(checkpoint.resolve(log))) {
            return batches.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches("\\d+"))
                    .mapToLong(Long::parseLong)
                    .max()
                    .orElseThrow(() -> new IllegalStateException("No batch was begun in " + checkpoint));
        }
    }

    private static void delete(Path file) throws IOException {
        Files.delete(file);
        forgetChecksum(file);
    }

    /** What Hadoop keeps beside a file; without it the damage is only in what the file says. */
    private static void forgetChecksum(Path file) throws IOException {
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    }
}
