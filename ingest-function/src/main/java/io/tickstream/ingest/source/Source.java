package io.tickstream.ingest.source;

import io.tickstream.ingest.Deadline;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Tick;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The company API as a tick sees it: patient within the tick's deadline, and polite beyond it. */
@ApplicationScoped
public class Source {
    /** Less time than this is not worth an attempt. */
    private static final Duration LEAST_BUDGET = Duration.ofMillis(250);

    private final IngestConfig config;
    private final CompanyApi api;
    private final Breaker breaker;
    private final SourceMetrics metrics;
    private final Clock clock;
    private final Backoff backoff;
    private volatile Instant quietUntil = Instant.EPOCH;

    Source(IngestConfig config, CompanyApi api, Breaker breaker, SourceMetrics metrics, Clock clock) {
        this.config = config;
        this.api = api;
        this.breaker = breaker;
        this.metrics = metrics;
        this.clock = clock;
        this.backoff = new Backoff(config.source().retry().backoff(), RandomGenerator.getDefault());
    }

    /**
     * Asks the source for the tick's companies, again if that fails for a reason that may pass. A source that asks to be
     * left alone (Retry-After) is not called before that time, by later ticks neither.
     */
    public Fetch fetch(Tick tick) {
        Deadline deadline = Deadline.in(config.sourceTimeout());
        try {
            refuseWhileQuiet();
            Question question = Question.of(tick, config);
            Answer answer = breaker.call(() -> patiently(question, deadline), Answer.class);
            Fetch fetch = new AnswerReader(tick, question.shown()).read(answer);
            metrics.answered(fetch, answer);
            return fetch;
        } catch (NoAnswer e) {
            metrics.unavailable(e.trouble());
            return e.asFetch();
        }
    }

    private void refuseWhileQuiet() throws NoAnswer {
        Duration quiet = Duration.between(clock.instant(), quietUntil);
        if (quiet.compareTo(Duration.ZERO) > 0) {
            throw NoAnswer.notBefore(
                    Trouble.ASKED_TO_WAIT, "the source asked not to be called before %s".formatted(quietUntil), quiet);
        }
    }

    private Answer patiently(Question question, Deadline deadline) throws NoAnswer {
        Optional<NoAnswer> last = Optional.empty();
        for (int attempt = 1; ; attempt++) {
            try {
                return ask(question, attempt, deadline);
            } catch (NoAnswer e) {
                last = Optional.of(e.after(last));
            }
            if (!mayAskAgain(last.get(), attempt, deadline)) {
                throw last.get();
            }
            metrics.retried();
        }
    }

    private Answer ask(Question question, int attempt, Deadline deadline) throws NoAnswer {
        metrics.attempted();
        Answer answer = api.ask(question.url(), attempt - 1, deadline);
        if (answer.saysNotNow()) {
            answer.retryAfter().ifPresent(wait -> quietUntil = clock.instant().plus(wait));
            throw NoAnswer.of(answer);
        }
        return answer;
    }

    /** Waits before the next attempt; false if there is none. */
    private boolean mayAskAgain(NoAnswer failure, int attempt, Deadline deadline) {
        if (!failure.trouble().mayPass() || attempt == config.source().retry().maxAttempts()) {
            return false;
        }
        Duration pause = longer(backoff.after(attempt), failure.retryAfter().orElse(Duration.ZERO));
        return deadline.remaining().minus(pause).compareTo(LEAST_BUDGET) >= 0 && paused(pause);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
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
