package io.tickstream.ingest.source;

import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import io.tickstream.ingest.IngestConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * Leaves a source alone that failed at so many ticks in a row, until a trial some time later succeeds. What the source
 * answers and we cannot read is no failure of it: asking less would mend nothing.
 */
@ApplicationScoped
class Breaker {
    private static final Logger LOG = Logger.getLogger(Breaker.class);

    private final Guard guard;
    private final Clock clock;
    private final Duration delay;
    private volatile CircuitBreakerState state = CircuitBreakerState.CLOSED;
    private volatile Instant openUntil = Instant.EPOCH;

    Breaker(IngestConfig config, Clock clock) {
        this.clock = clock;
        this.delay = config.source().breaker().delay();
        this.guard = Guard.create()
                .withDescription("source")
                .withCircuitBreaker()
                .requestVolumeThreshold(config.source().breaker().failures())
                .failureRatio(1)
                .successThreshold(1)
                .delay(delay.toMillis(), ChronoUnit.MILLIS)
                .when(failure -> failure instanceof NoAnswer noAnswer
                        && noAnswer.trouble().isOfTheSource())
                .onStateChange(this::changed)
                .done()
                .build();
    }

    /**
     * Runs the call unless the breaker is open.
     *
     * @throws NoAnswer of the call, or that of the open breaker
     */
    <T> T call(Callable<T> call, Class<T> type) throws NoAnswer {
        try {
            return guard.call(call, type);
        } catch (CircuitBreakerOpenException e) {
            throw open();
        } catch (NoAnswer | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("No call of the source throws that", e);
        }
    }

    /** 0 closed, 1 half open, 2 open. */
    int level() {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    private NoAnswer open() {
        Duration wait = Duration.between(clock.instant(), openUntil);
        return NoAnswer.notBefore(
                Trouble.BREAKER_OPEN,
                "the source failed again and again and is not asked before %s; see ingest.source.breaker"
                        .formatted(openUntil),
                wait.isNegative() ? Duration.ZERO : wait);
    }

    private void changed(CircuitBreakerState next) {
        if (next == CircuitBreakerState.OPEN) {
            openUntil = clock.instant().plus(delay);
            LOG.warnf("The source failed again and again; it is not asked before %s", openUntil);
        } else if (next == CircuitBreakerState.CLOSED) {
            LOG.info("The source answers again");
        }
        state = next;
    }
}
