package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.DriverException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ticks by hand, one every half second; one that fails is asked for again under the same name, as a trigger does. All the
 * while somebody looks when each of them becomes visible in Cassandra.
 */
final class SteadyLoad {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration TICK_TIMEOUT = Duration.ofSeconds(60);
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final RunningStack stack;
    private final Landed landed;
    private final int companies;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService ticking = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> load;
    private final ScheduledFuture<?> looks;
    private final List<UUID> acknowledged = new CopyOnWriteArrayList<>();
    private final Map<UUID, Long> visible = new ConcurrentHashMap<>(); // since when, by System.nanoTime()
    private final AtomicInteger repeated = new AtomicInteger();
    private String name = UUID.randomUUID().toString();
    private volatile boolean underWay;
    private volatile boolean stopping;

    /** Begins at once. */
    SteadyLoad(RunningStack stack, int companies) {
        this.stack = stack;
        this.companies = companies;
        landed = new Landed(stack);
        load = ticking.scheduleWithFixedDelay(this::tick, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        looks = looking.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until so many more ticks are visible that are acknowledged from now on. */
    void awaitVisible(int count) {
        int before = acknowledged.size();
        Landed.patiently().until(() -> {
            failIfBroken();
            List<UUID> now = List.copyOf(acknowledged);
            return visible.keySet().containsAll(now.subList(0, Math.min(now.size(), before + count)))
                    && now.size() >= before + count;
        });
    }

    /** Makes no more ticks, after the one that may be under way was acknowledged. */
    void stop() {
        stopping = true;
        Landed.patiently().until(() -> {
            failIfBroken();
            return !underWay;
        });
        load.cancel(false);
        ticking.shutdown();
    }

    /** Every tick that was acknowledged, in order, once all of them are visible. */
    List<UUID> awaitAllVisible() throws InterruptedException {
        Landed.patiently().until(() -> {
            failIfBroken();
            return visible.keySet().containsAll(acknowledged);
        });
        looks.cancel(false);
        looking.shutdown();
        assertThat(looking.awaitTermination(TICK_TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return List.copyOf(acknowledged);
    }

    /** How many attempts failed, so that their ticks were asked for once more. */
    int repeated() {
        return repeated.get();
    }

    /** The longest time without a tick that became visible, from the first to the last. */
    Duration longestPause() {
        List<Long> moments = visible.values().stream().sorted().toList();
        long longest = 0;
        for (int i = 1; i < moments.size(); i++) {
            longest = Math.max(longest, moments.get(i) - moments.get(i - 1));
        }
        return Duration.ofNanos(longest);
    }

    /** One that failed is asked for again, until it is acknowledged; none is given up. */
    private void tick() {
        boolean again = underWay;
        underWay = true; // before the look at stopping, whose other side looks the other way round
        if (stopping && !again) {
            underWay = false;
            return;
        }
        if (acknowledged()) {
            name = UUID.randomUUID().toString();
            underWay = false;
        } else {
            repeated.incrementAndGet();
        }
    }

    private boolean acknowledged() {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://" + stack.address(Port.FUNCTION) + "/ticks"))
                            .timeout(TICK_TIMEOUT)
                            .header("Idempotency-Key", name)
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode receipt = JSON.readTree(response.body());
            assertThat(response.statusCode()).as(response.body()).isIn(OK, UNAVAILABLE);
            if (response.statusCode() == UNAVAILABLE) {
                return false;
            }
            assertThat(receipt.path("outcome").asText()).as(response.body()).isEqualTo("delivered");
            assertThat(receipt.path("published").asInt()).isEqualTo(companies);
            acknowledged.add(Landed.id(receipt));
            return true;
        } catch (IOException e) {
            throw new AssertionError("The function did not answer a tick", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("A tick was interrupted", e);
        }
    }

    private void look() {
        Collection<UUID> waiting = new ArrayList<>(acknowledged);
        waiting.removeAll(visible.keySet());
        try {
            for (UUID tick : waiting) {
                if (landed.ids(tick).size() >= companies) {
                    visible.put(tick, System.nanoTime());
                }
            }
        } catch (DriverException cassandraIsAway) {
            return; // looks again
        }
    }

    /** A scheduled task that threw is over, and its exception is in its future. */
    private void failIfBroken() throws InterruptedException {
        for (ScheduledFuture<?> task : List.of(load, looks)) {
            if (task.isDone() && !task.isCancelled()) {
                try {
                    task.get();
                } catch (ExecutionException e) {
                    throw new AssertionError(
                            "The load has ended: " + e.getCause().getMessage(), e.getCause());
                }
            }
        }
    }
}
