package io.tickstream.ingest.tick;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.tickstream.contract.Topic;
import io.tickstream.ingest.loopback.HostileAnswers;
import io.tickstream.ingest.loopback.HostileAnswers.Hostile;
import io.tickstream.ingest.loopback.Loopback;
import io.tickstream.ingest.loopback.Scripts;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of answers that no decent source would give: each makes one tick that ends in time with one receipt, and
 * nothing is lost. The seed is printed; {@code -Dtickstream.fuzz.seed=…} plays the same answers again.
 */
@QuarkusTest
@WithTestResource(
        value = Loopback.class,
        initArgs = {
            @ResourceArg(name = "ingest.source-timeout", value = "PT0.5S"),
            @ResourceArg(name = "ingest.source.retry.backoff", value = "PT0.01S"),
            @ResourceArg(name = "ingest.gate.enabled", value = "false"),
            @ResourceArg(name = "quarkus.log.category.\"io.tickstream.ingest.tick.Ticker\".level", value = "WARN"),
        })
class HostileSourceTest {
    private static final Logger LOG = Logger.getLogger(HostileSourceTest.class);
    private static final int ANSWERS = 600;
    private static final int WARM_UP = 100;

    /** Source timeout and publish timeout, and what a machine with other work to do needs to start and end a tick. */
    private static final Duration DEADLINE = Duration.ofMillis(500 + 3_000 + 1_000);

    /** A tick's answer has 1 MiB at most here; the broker in this JVM keeps some of what it is given, too. */
    private static final long HEAP_GROWTH = 64L * 1024 * 1024;

    Loopback loopback;

    private record Counted(String outcome, int published, int rejected) {}

    @Test
    void makes_one_tick_with_one_receipt_of_whatever_answer() {
        long seed = Optional.ofNullable(Long.getLong("tickstream.fuzz.seed"))
                .orElseGet(() -> new SecureRandom().nextLong());
        LOG.infof("%d hostile answers; again with -Dtickstream.fuzz.seed=%d", (Object) ANSWERS, seed);
        HostileAnswers answers = new HostileAnswers(seed);
        loopback.source().plays(Scripts.good(1000));
        Set<String> warmUps = new HashSet<>();
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Response warmUp = given().post("/ticks");
            warmUps.add(warmUp.jsonPath().getString("id"));
            return warmUp.statusCode() == 200;
        });
        Map<String, Counted> ticks = new HashMap<>();
        Map<String, Integer> outcomes = new TreeMap<>();
        long heap = 0;
        for (int i = 0; i < ANSWERS; i++) {
            if (i == WARM_UP) {
                heap = usedHeap();
            }
            Hostile hostile = answers.next();
            Counted counted = tick("seed %d, answer %d (%s)".formatted(seed, i, hostile.what()), hostile, ticks);
            outcomes.merge(counted.outcome(), 1, Integer::sum);
        }
        LOG.infof("Outcomes: %s", outcomes);

        assertThat(usedHeap() - heap).as("growth of the heap, seed %d", seed).isLessThan(HEAP_GROWTH);
        assertThat(outcomes).containsKeys("delivered", "rejected", "source_unavailable");
        assertThat(ticks).hasSize(ANSWERS);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(receipts(warmUps)).containsOnlyKeys(ticks.keySet()));
        assertThat(receipts(warmUps).values()).containsOnly(1);
        Map<String, Integer> companies = loopback.kafka().counts(Topic.COMPANIES_CREATED);
        Map<String, Integer> rejections = loopback.kafka().counts(Topic.COMPANIES_REJECTED);
        ticks.forEach((tick, counted) -> {
            assertThat(companies.getOrDefault(tick, 0)).isEqualTo(counted.published());
            assertThat(rejections.getOrDefault(tick, 0)).isEqualTo(counted.rejected());
        });

        loopback.source().plays(Scripts.good(10));
        assertThat(given().post("/ticks").jsonPath().getInt("published")).isEqualTo(10);
    }

    private Counted tick(String what, Hostile hostile, Map<String, Counted> ticks) {
        loopback.source().plays(hostile.script());
        long started = System.nanoTime();
        Response response = given().post("/ticks");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).as(what).isLessThan(DEADLINE);

        JsonPath receipt = response.jsonPath();
        String outcome = receipt.getString("outcome");
        Counted counted = new Counted(outcome, receipt.getInt("published"), receipt.getInt("rejected"));
        assertThat(response.statusCode()).as(what).isEqualTo(status(outcome, receipt.get("source_status")));
        assertThat(outcome).as(what).isIn("delivered", "empty", "rejected", "source_unavailable");
        assertThat(receipt.getInt("fetched")).as(what).isEqualTo(counted.published() + counted.rejected());
        assertThat(counted.published() > 0).as(what).isEqualTo(outcome.equals("delivered"));
        assertThat(counted.published() == 0 && counted.rejected() > 0).as(what).isEqualTo(outcome.equals("rejected"));
        assertThat(receipt.getString("reason") == null).as(what).isEqualTo(outcome.equals("delivered"));
        ticks.put(receipt.getString("id"), counted);
        return counted;
    }

    /** What a tick answers with: the source's 429 goes through, since it means that all are to ask less. */
    private static int status(String outcome, Integer ofSource) {
        if (!outcome.equals("source_unavailable")) {
            return 200;
        }
        return Integer.valueOf(429).equals(ofSource) ? 429 : 503;
    }

    private Map<String, Integer> receipts(Set<String> without) {
        Map<String, Integer> receipts = loopback.kafka().counts(Topic.TICKS);
        receipts.keySet().removeAll(without);
        return receipts;
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
