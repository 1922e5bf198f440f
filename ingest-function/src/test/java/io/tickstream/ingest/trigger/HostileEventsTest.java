package io.tickstream.ingest.trigger;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tickstream.contract.Topic;
import io.tickstream.fuzz.RawHttp;
import io.tickstream.ingest.loopback.Loopback;
import io.tickstream.ingest.loopback.Scripts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/**
 * Whatever is sent to {@code POST /}, the function answers as it should, and the ledger holds a receipt for exactly what
 * it took. The system property {@code hostile.seed} repeats a run.
 */
@QuarkusTest
@WithTestResource(Loopback.class)
class HostileEventsTest {
    private static final int EVENTS = 800;
    private static final int SENDERS = 4;

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    Loopback loopback;

    private record Sent(long seed, HostileEvents.Hostile hostile, RawHttp.Answer answer) {
        /** What the HTTP server's own parser refuses has no problem as its body. */
        private static final Set<Integer> PROBLEMS = Set.of(404, 405, 413, 415);

        boolean isAnsweredWrongly() {
            boolean isProblem = answer.header("Content-Type")
                    .filter(type -> type.startsWith("application/problem+json"))
                    .isPresent();
            return !hostile.expected().contains(answer.status()) || (PROBLEMS.contains(answer.status()) && !isProblem);
        }

        @Override
        public String toString() {
            return "-Dhostile.seed=%d: answered %d %s to %s".formatted(seed, answer.status(), answer.body(), hostile);
        }
    }

    @Test
    void takes_what_is_an_event_refuses_what_is_none_and_loses_no_tick() throws Exception {
        loopback.source().plays(Scripts.good(1));
        Set<String> before = loopback.kafka().keys(Topic.TICKS);
        long first = Long.getLong("hostile.seed", System.nanoTime());
        Instant now = Instant.now();

        List<Sent> all = sendAll(LongStream.range(first, first + EVENTS).boxed().toList(), now);

        assertThat(all.stream().filter(Sent::isAnsweredWrongly)).isEmpty();
        Set<String> accepted = new HashSet<>();
        all.stream()
                .filter(sent -> sent.answer().status() == 204)
                .forEach(sent -> accepted.add(sent.answer().header("Tick-Id").orElseThrow()));
        assertThat(accepted.size()).as("of %d with seed %d", EVENTS, first).isCloseTo(EVENTS / 5, within(EVENTS / 10));
        await("receipts of seed " + first)
                .atMost(Duration.ofSeconds(30))
                .until(() -> loopback.kafka().keys(Topic.TICKS).containsAll(accepted));
        await().until(() -> given().get("/q/metrics").asString().contains("ingest_receipts_backlog 0.0"));
        Set<String> ledger = loopback.kafka().keys(Topic.TICKS);
        ledger.removeAll(before);
        assertThat(ledger).as("seed %d", first).isEqualTo(accepted);
    }

    private List<Sent> sendAll(List<Long> seeds, Instant now) throws Exception {
        List<Callable<Sent>> tasks = new ArrayList<>();
        for (long seed : seeds) {
            HostileEvents.Hostile hostile = new HostileEvents(seed, now).next();
            tasks.add(() -> new Sent(seed, hostile, RawHttp.send(port, hostile.request())));
        }
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Sent> all = new ArrayList<>();
            for (Future<Sent> sent : senders.invokeAll(tasks)) {
                all.add(sent.get());
            }
            return all;
        } finally {
            senders.shutdownNow();
        }
    }
}
