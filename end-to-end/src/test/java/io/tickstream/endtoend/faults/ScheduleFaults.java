package io.tickstream.endtoend.faults;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Table;
import io.tickstream.localstack.process.Command;
import io.tickstream.localstack.process.PortHolder;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Ticks are asked for twice, by two schedulers, by two senders; or not at all for a while. */
final class ScheduleFaults {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration A_TICK = Duration.ofSeconds(90);
    private static final Duration TWO_SLOTS = Duration.ofMinutes(2);
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration END = Duration.ofSeconds(30);
    private static final String SOURCE = "fakerapi";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ScheduleFaults() {}

    static List<Fault> all() {
        return List.of(new AskedTwice(), new TwoSenders(), new TwoSchedulers());
    }

    private abstract static class OfSchedule implements Fault {
        final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        @Override
        public final Kind kind() {
            return Kind.SCHEDULE;
        }

        @Override
        public final Set<String> touches() {
            return Set.of(Part.FUNCTION.server());
        }

        @Override
        public final boolean mixes() {
            return false;
        }

        final CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
            return http.sendAsync(
                    request.POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    /** Three requests of one name at the same time, and one more. */
    private static final class AskedTwice extends OfSchedule {
        private static final int TICKS = 4;
        private static final int AT_ONCE = 3;
        private final Set<UUID> ticks = new LinkedHashSet<>();
        private final Set<Instant> slots = new TreeSet<>();

        @Override
        public String name() {
            return "tick-asked-for-four-times";
        }

        @Override
        public String promise() {
            return "However often a tick is asked for by one name, at once or later, it is one tick with one receipt";
        }

        @Override
        public boolean inShortRun() {
            return true;
        }

        @Override
        public void strike(Scene scene) throws InterruptedException {
            ticks.clear();
            slots.clear();
            URI url = scene.stack().stack().site().settings().url(Port.FUNCTION, "/ticks");
            for (int tick = 0; tick < TICKS; tick++) {
                String name = "four-times-" + UUID.randomUUID();
                IntStream.range(0, AT_ONCE)
                        .mapToObj(each -> send(named(url, name)))
                        .toList()
                        .forEach(CompletableFuture::join);
                scene.await("a tick that is asked for once more is delivered", A_TICK, () -> {
                    JsonNode receipt = receipt(send(named(url, name)).join());
                    if (!receipt.path("outcome").asText().equals("delivered")) {
                        return false; // the load's tick was under way
                    }
                    slots.add(Instant.parse(receipt.path("slot").asText()));
                    return true;
                });
                ticks.add(Identity.manualTick(SOURCE, name));
            }
        }

        @Override
        public void end(Scene scene) throws InterruptedException {
            for (UUID tick : ticks) {
                scene.await(
                        "tick %s has one receipt, delivered, and its companies once".formatted(tick), A_TICK, () -> {
                            List<Row> receipts = slots.stream()
                                    .flatMap(slot -> receipts(scene, slot).stream())
                                    .filter(row -> tick.equals(row.getUuid("id")))
                                    .toList();
                            return receipts.size() == 1
                                    && "delivered".equals(receipts.get(0).getString("outcome"))
                                    && companies(scene, tick) == Load.COMPANIES_A_TICK;
                        });
            }
        }

        private static HttpRequest.Builder named(URI url, String name) {
            return HttpRequest.newBuilder(url).header("Idempotency-Key", name);
        }

        private static JsonNode receipt(HttpResponse<String> response) {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new IllegalStateException("The function answers no receipt: " + response.body(), e);
            }
        }
    }

    /** Two senders of events for the same slots, such as a PingSource in each of two clusters. */
    private static final class TwoSenders extends OfSchedule {
        private final Set<Instant> slots = new TreeSet<>();

        @Override
        public String name() {
            return "two-senders-one-slot";
        }

        @Override
        public String promise() {
            return "Whoever sends an event for a slot, the slot is one tick";
        }

        @Override
        public void strike(Scene scene) throws InterruptedException {
            slots.clear();
            URI url = scene.stack().stack().site().settings().url(Port.FUNCTION, "/");
            Instant slot = Identity.slot(Instant.now(), PERIOD);
            for (int tick = 0; tick < 3; tick++) {
                Instant sent = slot.minus(PERIOD.multipliedBy(tick)); // brokers deliver late
                slots.add(sent);
                scene.await(
                        "an event's tick is delivered",
                        A_TICK,
                        () -> List.of(send(event(url, sent, "east")), send(event(url, sent, "west"))).stream()
                                .map(CompletableFuture::join)
                                .anyMatch(answer -> answer.headers()
                                        .firstValue("Tick-Outcome")
                                        .filter("delivered"::equals)
                                        .isPresent()));
            }
        }

        @Override
        public void end(Scene scene) throws InterruptedException {
            awaitOneTickEach(scene, slots);
        }

        private static HttpRequest.Builder event(URI url, Instant sent, String cluster) {
            return HttpRequest.newBuilder(url)
                    .header("ce-specversion", "1.0")
                    .header("ce-type", "dev.knative.sources.ping")
                    .header("ce-source", "/apis/v1/namespaces/%s/pingsources/ticks".formatted(cluster))
                    .header("ce-id", UUID.randomUUID().toString())
                    .header("ce-time", sent.toString());
        }
    }

    /** Two functions with schedules of their own beside the stack's; then neither, and a slot passes without a tick. */
    private static final class TwoSchedulers extends OfSchedule {
        private final Set<Instant> slots = new TreeSet<>();

        @Override
        public String name() {
            return "two-schedulers-then-none";
        }

        @Override
        public String promise() {
            return "A slot that two functions tick is one tick; one that none ticks is a hole that the audit shows";
        }

        @Override
        public void strike(Scene scene) throws IOException, InterruptedException {
            slots.clear();
            Instant begun = Identity.slot(Instant.now(), PERIOD);
            Command function = new Operator(scene).function();
            List<Process> schedulers = new ArrayList<>();
            try {
                for (int each = 1; each <= 2; each++) {
                    schedulers.add(start(scene, function, each));
                }
                scene.await("two slots have a tick of the schedule", TWO_SLOTS, () -> {
                    slots.addAll(scheduled(scene, begun));
                    return slots.size() >= 2;
                });
            } finally {
                for (Process scheduler : schedulers) {
                    scheduler.destroy();
                    scene.await("a scheduler ends", END, () -> !scheduler.isAlive());
                }
            }
            slots.addAll(scheduled(scene, begun));
        }

        @Override
        public void end(Scene scene) throws IOException, InterruptedException {
            awaitOneTickEach(scene, slots);
            Instant first = Collections.min(slots);
            Instant missed = Collections.max(slots).plus(PERIOD);
            scene.await("a slot has passed without a tick", TWO_SLOTS, () -> Instant.now()
                    .isAfter(missed.plus(PERIOD).plus(SETTLE)));
            Set<Instant> holes = holes(new Operator(scene)
                    .tickstream(
                            "audit",
                            "--json",
                            "--from",
                            first.toString(),
                            "--to",
                            missed.plusSeconds(1).toString(),
                            "--settle",
                            SETTLE.toSeconds() + "s"));
            if (!holes.equals(Set.of(missed))) {
                throw new IllegalStateException("The audit shows holes at %s; slots %s have a tick, and %s has none"
                        .formatted(holes, slots, missed));
            }
        }

        private static Set<Instant> holes(Operator.Ran audit) throws IOException {
            Set<Instant> holes = new TreeSet<>();
            for (JsonNode slot : JSON.readTree(audit.output()).path("slots")) {
                for (JsonNode difference : slot.path("differences")) {
                    if (difference.path("hole").asBoolean()) {
                        holes.add(Instant.parse(slot.path("slot").asText()));
                    }
                }
            }
            return holes;
        }

        private static Process start(Scene scene, Command function, int number) throws IOException {
            Path log = scene.state().resolve("logs/scheduler-%d.log".formatted(number));
            ProcessBuilder builder = new ProcessBuilder(function.arguments())
                    .directory(function.workingFolder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(function.environment());
            builder.environment()
                    .putAll(Map.of(
                            "INGEST_SCHEDULE_ENABLED", "true",
                            "INGEST_PERIOD", PERIOD.toString(),
                            "QUARKUS_HTTP_PORT", String.valueOf(freePort(scene))));
            return builder.start();
        }

        private static int freePort(Scene scene) {
            return IntStream.generate(() -> 12_000 + scene.random().nextInt(18_000))
                    .filter(PortHolder::isFree)
                    .findFirst()
                    .orElseThrow();
        }

        private static Set<Instant> scheduled(Scene scene, Instant since) {
            Set<Instant> slots = new TreeSet<>();
            for (Instant slot = since; slot.isBefore(Instant.now()); slot = slot.plus(PERIOD)) {
                if (receipts(scene, slot).stream().anyMatch(row -> "schedule".equals(row.getString("trigger")))) {
                    slots.add(slot);
                }
            }
            return slots;
        }
    }

    private static void awaitOneTickEach(Scene scene, Set<Instant> slots) throws InterruptedException {
        for (Instant slot : slots) {
            UUID tick = Identity.tick(SOURCE, slot);
            scene.await("slot %s is one tick with its companies once".formatted(slot), A_TICK, () -> {
                List<Row> receipts = receipts(scene, slot).stream()
                        .filter(row -> !"manual".equals(row.getString("trigger")))
                        .toList();
                return receipts.size() == 1
                        && tick.equals(receipts.get(0).getUuid("id"))
                        && companies(scene, tick) == receipts.get(0).getInt("published");
            });
        }
    }

    private static List<Row> receipts(Scene scene, Instant slot) {
        return scene.stack()
                .session()
                .execute(
                        "SELECT * FROM %s WHERE day = ? AND slot = ?".formatted(Table.TICKS.qualifiedName()),
                        LocalDate.ofInstant(slot, ZoneOffset.UTC),
                        slot)
                .all();
    }

    private static long companies(Scene scene, UUID tick) {
        return scene.stack()
                .session()
                .execute(
                        "SELECT count(*) FROM %s WHERE tick_id = ?".formatted(Table.COMPANIES_CREATED.qualifiedName()),
                        tick)
                .one()
                .getLong(0);
    }
}
