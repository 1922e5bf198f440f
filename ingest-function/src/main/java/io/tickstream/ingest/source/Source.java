package io.tickstream.ingest.source;

import io.tickstream.ingest.Deadline;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Tick;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** The company API as a tick sees it: patient within the tick's deadline, and polite beyond it. */
@ApplicationScoped
public class Source {
    /** Before the second attempt when the source names no time of its own. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    /** Less time than this is not worth an attempt. */
    private static final Duration LEAST_BUDGET = Duration.ofMillis(250);

    private final IngestConfig config;
    private final CompanyApi api;
    private final Clock clock;
    private volatile Instant quietUntil = Instant.EPOCH;

    Source(IngestConfig config, CompanyApi api, Clock clock) {
        this.config = config;
        this.api = api;
        this.clock = clock;
    }

    /**
     * Asks the source for the tick's companies, a second time if the first fails for a reason that may pass. A source
     * that asks to be left alone (Retry-After) is not called before that time, by later ticks neither.
     */
    public Fetch fetch(Tick tick) {
        Deadline deadline = Deadline.in(config.sourceTimeout());
        Duration quiet = Duration.between(clock.instant(), quietUntil);
        if (quiet.compareTo(Duration.ZERO) > 0) {
            return new Fetch.Unavailable(
                    "the source asked not to be called before %s".formatted(quietUntil),
                    OptionalInt.empty(),
                    Optional.of(quiet));
        }
        Question question = Question.of(tick, config);
        Fetch first = ask(tick, question, deadline);
        if (!first.outcome().worthRetrying()) {
            return first;
        }
        Duration pause = first.retryAfter().orElse(PAUSE);
        if (deadline.remaining().minus(pause).compareTo(LEAST_BUDGET) < 0 || !paused(pause)) {
            return first;
        }
        Fetch second = ask(tick, question, deadline);
        return second instanceof Fetch.Unavailable unanswered
                        && unanswered.status().isEmpty()
                        && first.status().isPresent()
                ? new Fetch.Unavailable(unanswered.cause(), first.status(), unanswered.retryAfter())
                : second;
    }

    private Fetch ask(Tick tick, Question question, Deadline deadline) {
        try {
            Answer answer = api.ask(question.url(), deadline.remaining());
            if (answer.saysNotNow()) {
                answer.retryAfter()
                        .ifPresent(wait -> quietUntil = clock.instant().plus(wait));
                return new Fetch.Unavailable(
                        "the source answered with status %d%s"
                                .formatted(
                                        answer.status(),
                                        answer.retryAfter()
                                                .map(wait -> ", to be called again in %d s".formatted(wait.toSeconds()))
                                                .orElse("")),
                        OptionalInt.of(answer.status()),
                        answer.retryAfter());
            }
            return new AnswerReader(tick, question.shown()).read(answer);
        } catch (NoAnswer e) {
            return new Fetch.Unavailable(e.getMessage(), OptionalInt.empty(), Optional.empty());
        }
    }

    /** Waits; false if the function was told to stop meanwhile. */
    private static boolean paused(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
