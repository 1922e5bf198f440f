package io.tickstream.endtoend.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** A process takes it to be an hour later, or earlier, than it is. */
final class ClockFaults {
    private static final Duration TIME = Duration.ofSeconds(6);
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private ClockFaults() {}

    static List<Fault> all() {
        return List.of(
                new Wrong(Part.FUNCTION, Duration.ofHours(1), true),
                new Wrong(Part.FUNCTION, Duration.ofHours(-1), false),
                new Wrong(Part.EXECUTOR, Duration.ofHours(1), false),
                new Wrong(Part.EXECUTOR, Duration.ofHours(-1), false));
    }

    /** @param offset what is added to the clock on the wall; the monotonic clock is left alone */
    private record Wrong(Part part, Duration offset, boolean inShortRun) implements Fault {
        @Override
        public String name() {
            return "%s-clock-%s".formatted(part.label(), offset.isNegative() ? "behind" : "ahead");
        }

        @Override
        public String promise() {
            return part == Part.FUNCTION
                    ? "Ticks have the slots of the wrong clock, and land and are summed there, each once"
                    : "What lands, and what of it wins, does not depend on the executor's clock";
        }

        @Override
        public Kind kind() {
            return Kind.CLOCK;
        }

        @Override
        public Set<String> touches() {
            return Set.of(part.server(), Operator.JOB);
        }

        @Override
        public Duration aim() {
            return part == Part.EXECUTOR ? Duration.ofSeconds(60) : Fault.super.aim();
        }

        @Override
        public boolean mixes() {
            return false;
        }

        @Override
        public Optional<String> impossibleHere() {
            return library().isPresent()
                    ? Optional.empty()
                    : Optional.of("libfaketime is not there; Debian has it in the package libfaketime");
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException {
            if (part == Part.FUNCTION) {
                strikeFunction(scene);
            } else {
                strikeExecutor(scene);
            }
            scene.hold(TIME);
        }

        private void strikeFunction(Scene scene) throws IOException, InterruptedException {
            Operator operator = new Operator(scene);
            scene.down(part.server());
            operator.start(part.server(), operator.function(), variables());
            scene.up(part.server());
            Duration[] found = new Duration[1];
            scene.await("the function with the wrong clock delivers a tick", TOLERANCE, () -> {
                Optional<Instant> slot = deliveredSlot(scene);
                slot.ifPresent(instant -> found[0] = Duration.between(Instant.now(), instant));
                return slot.isPresent();
            });
            if (found[0].minus(offset).abs().compareTo(TOLERANCE) > 0) {
                throw new IllegalStateException("The function's clock is %s off, not %s".formatted(found[0], offset));
            }
        }

        /** None if the load's tick was under way. */
        private Optional<Instant> deliveredSlot(Scene scene) {
            try {
                JsonNode tick = scene.stack().tick(name() + "-" + UUID.randomUUID());
                return tick.path("outcome").asText().equals("delivered")
                        ? Optional.of(Instant.parse(tick.path("slot").asText()))
                        : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }

        private void strikeExecutor(Scene scene) throws IOException, InterruptedException {
            Operator operator = new Operator(scene);
            scene.down(Operator.JOB);
            List<String> options = variables().entrySet().stream()
                    .flatMap(variable -> Stream.of(
                            "--conf", "spark.executorEnv.%s=%s".formatted(variable.getKey(), variable.getValue())))
                    .toList();
            operator.startJob(options, Map.of());
            operator.awaitJob();
            scene.await("an executor runs with a wrong clock", TOLERANCE, () -> {
                try {
                    Optional<ProcessHandle> executor = scene.find(Part.EXECUTOR);
                    return executor.isPresent() && maps(executor.get()).contains("libfaketime");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            scene.over();
            String server = part == Part.FUNCTION ? part.server() : Operator.JOB;
            scene.down(server);
            scene.up(server);
        }

        private Map<String, String> variables() {
            Map<String, String> variables = new LinkedHashMap<>();
            variables.put("LD_PRELOAD", library().orElseThrow().toString());
            variables.put("FAKETIME", "%+d".formatted(offset.toSeconds()));
            variables.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            // else each timed wait on the monotonic clock, such as a parked thread's, returns at once and spins
            variables.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
            return variables;
        }

        private static String maps(ProcessHandle process) throws IOException {
            Path maps = Path.of("/proc", String.valueOf(process.pid()), "maps");
            return Files.exists(maps) ? Files.readString(maps, UTF_8) : "";
        }

        private static Optional<Path> library() {
            Path libraries = Path.of("/usr/lib");
            if (!Files.isDirectory(libraries)) {
                return Optional.empty();
            }
            try (Stream<Path> folders = Files.list(libraries)) {
                return folders.map(folder -> folder.resolve("faketime/libfaketimeMT.so.1"))
                        .filter(Files::exists)
                        .findFirst();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
