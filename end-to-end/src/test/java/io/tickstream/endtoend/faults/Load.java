package io.tickstream.endtoend.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Identity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Ticks by hand at a steady pace, each asked for again under its name as a trigger does. One at a time. */
public final class Load implements AutoCloseable {
    /** Companies asked for by each tick. */
    public static final int COMPANIES_A_TICK = 20;

    /** The outcome of a tick that nobody answered for. */
    public static final String UNANSWERED = "unanswered";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The source's name, as the function has it when nothing else is said. */
    private static final String SOURCE = "fakerapi";

    private static final Duration PACE = Duration.ofMillis(500);

    /** A tick's deadline is shorter than its period of ten seconds. */
    private static final Duration ANSWER = Duration.ofSeconds(12);

    /** As often as a PingSource asks again, but over 6 s instead of 2. */
    private static final int ATTEMPTS = 6;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Set<Integer> WORTH_RETRYING = Set.of(404, 413, 425, 429, 502, 503, 504);

    private final URI ticks;
    private final String names;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final List<Made> made = new ArrayList<>();
    private final Object turn = new Object();
    private final Thread thread;
    private boolean running;
    private boolean closed;
    private volatile Instant current;
    private int count;

    /**
     * Makes no ticks yet.
     *
     * @param function where the function listens, without a path
     * @param names what the names of all ticks begin with, so that no other load has the same
     */
    Load(URI function, String names) {
        this.ticks = function.resolve("/ticks");
        this.names = names;
        thread = new Thread(this::work, "load");
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins, if it is not running. */
    public void resume() {
        synchronized (made) {
            running = true;
            made.notifyAll();
        }
    }

    /** Makes no more ticks; returns when the last one has ended. */
    public void pause() {
        synchronized (made) {
            running = false;
        }
        synchronized (turn) {
            // whoever had the turn has ended
            return;
        }
    }

    /** Makes one tick now, as the load does, whether or not it is running. */
    public Made tick() throws InterruptedException {
        synchronized (turn) {
            String name;
            synchronized (made) {
                name = "%s-%d".formatted(names, ++count);
            }
            current = Instant.now();
            Made tick = make(name);
            current = null;
            synchronized (made) {
                made.add(tick);
            }
            return tick;
        }
    }

    /**
     * Asks once more, under their names, for the ticks that nobody has answered for: the function may have died in the
     * midst of them. To be called while the load pauses.
     */
    void askAgain() throws InterruptedException {
        synchronized (turn) {
            List<Made> before = made();
            for (int index = 0; index < before.size(); index++) {
                Made unanswered = before.get(index);
                if (unanswered.outcome().equals(UNANSWERED)) {
                    Made again = make(unanswered.name());
                    synchronized (made) {
                        made.set(index, again);
                    }
                }
            }
        }
    }

    /** How long the tick that is being made has been under way; empty between ticks. */
    public Optional<Duration> underWay() {
        return Optional.ofNullable(current).map(begun -> Duration.between(begun, Instant.now()));
    }

    /** The ticks that have ended, the oldest first. */
    public List<Made> made() {
        synchronized (made) {
            return List.copyOf(made);
        }
    }

    /** Those of them that began at a moment or later. */
    public List<Made> madeSince(Instant moment) {
        return made().stream().filter(tick -> !tick.begun().isBefore(moment)).toList();
    }

    @Override
    public void close() {
        synchronized (made) {
            closed = true;
            made.notifyAll();
        }
        thread.interrupt();
    }

    private void work() {
        try {
            while (awaitRunning()) {
                long begun = System.nanoTime();
                synchronized (turn) {
                    boolean stillRunning;
                    synchronized (made) {
                        stillRunning = running;
                    }
                    if (stillRunning) {
                        tick();
                    }
                }
                TimeUnit.NANOSECONDS.sleep(PACE.toNanos() - (System.nanoTime() - begun));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitRunning() throws InterruptedException {
        synchronized (made) {
            while (!running && !closed) {
                made.wait();
            }
            return !closed;
        }
    }

    private Made make(String name) throws InterruptedException {
        Instant begun = Instant.now();
        String outcome = UNANSWERED;
        int published = 0;
        int attempt = 0;
        long pause = FIRST_PAUSE.toMillis();
        boolean again = true;
        while (again && attempt < ATTEMPTS) {
            if (attempt++ > 0) {
                TimeUnit.MILLISECONDS.sleep(pause);
                pause *= 2;
            }
            try {
                HttpResponse<String> response = http.send(
                        HttpRequest.newBuilder(ticks)
                                .timeout(ANSWER)
                                .header("Idempotency-Key", name)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                again = WORTH_RETRYING.contains(response.statusCode());
                JsonNode receipt = JSON.readTree(response.body());
                outcome = receipt.path("outcome").asText("status " + response.statusCode());
                published = receipt.path("published").asInt();
            } catch (JsonProcessingException noReceipt) {
                outcome = "unreadable";
            } catch (IOException unreachable) {
                // what an earlier answer said stays true: asked again, a tick makes the same
                again = true;
            }
        }
        return new Made(name, Identity.manualTick(SOURCE, name), begun, Instant.now(), attempt, outcome, published);
    }

    /**
     * A tick that was asked for.
     *
     * @param name the Idempotency-Key that it was asked for with
     * @param id the tick's id, which follows from the name
     * @param begun when it was asked for first
     * @param ended when the last answer came, or was given up
     * @param attempts how often it was asked for, 1 or more
     * @param outcome as the last answer says, such as delivered; {@link #UNANSWERED} if none came
     * @param published companies that the broker has acknowledged, as the last answer says
     */
    public record Made(
            String name, UUID id, Instant begun, Instant ended, int attempts, String outcome, int published) {
        /** Whether the trigger was told that all of the tick's companies are on Kafka. */
        public boolean delivered() {
            return outcome.equals("delivered");
        }
    }
}
