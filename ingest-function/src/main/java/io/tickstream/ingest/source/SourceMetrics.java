package io.tickstream.ingest.source;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tickstream.ingest.Outcome;
import io.tickstream.ingest.Rejection;
import jakarta.enterprise.context.ApplicationScoped;

/** What Prometheus sees of the source. Every reason is there from the start, so that a rate of it has a beginning. */
@ApplicationScoped
class SourceMetrics {
    /** The reason of what went well: every series has the same labels. */
    private static final String NONE = "none";

    private static final String REDIRECT_REFUSED = "redirect_refused";
    private static final String STATUS_4XX = "status_4xx";
    private static final String STATUS_OTHER = "status_other";

    private final MeterRegistry registry;
    private final Counter attempts;
    private final Counter retries;

    SourceMetrics(MeterRegistry registry, Breaker breaker) {
        this.registry = registry;
        this.attempts = Counter.builder("ingest.source.attempts")
                .description("How often the source was asked, retries included")
                .register(registry);
        this.retries = Counter.builder("ingest.source.retries")
                .description("How often the source was asked once more within a tick")
                .register(registry);
        Gauge.builder("ingest.source.breaker", breaker, Breaker::level)
                .description("Circuit breaker: 0 closed, 1 half open, 2 open")
                .register(registry);
        requests(Outcome.DELIVERED, NONE);
        requests(Outcome.EMPTY, NONE);
        for (Trouble trouble : Trouble.values()) {
            requests(Outcome.SOURCE_UNAVAILABLE, trouble.code());
        }
        for (Rejection.Reason reason : Rejection.Reason.values()) {
            if (reason != Rejection.Reason.UNEXPECTED_STATUS) { // told apart below
                requests(Outcome.REJECTED, reason.code());
            }
        }
        requests(Outcome.REJECTED, STATUS_4XX);
        requests(Outcome.REJECTED, STATUS_OTHER);
        requests(Outcome.REJECTED, REDIRECT_REFUSED);
    }

    void attempted() {
        attempts.increment();
    }

    void retried() {
        retries.increment();
    }

    void unavailable(Trouble trouble) {
        requests(Outcome.SOURCE_UNAVAILABLE, trouble.code()).increment();
    }

    /** Counts what was read of an answer; where nothing could be, by the reason of the first rejection. */
    void answered(Fetch fetch, Answer answer) {
        requests(fetch.outcome(), fetch.outcome() == Outcome.REJECTED ? reason(fetch, answer) : NONE)
                .increment();
    }

    private static String reason(Fetch fetch, Answer answer) {
        if (answer.isSuccess()) {
            return fetch.rejections().get(0).reason().code();
        }
        if (answer.refusedRedirect().isPresent()) {
            return REDIRECT_REFUSED;
        }
        return answer.status() >= 400 && answer.status() < 500 ? STATUS_4XX : STATUS_OTHER;
    }

    private Counter requests(Outcome outcome, String reason) {
        return Counter.builder("ingest.source.requests")
                .description("Ticks that wanted something of the source")
                .tags("outcome", outcome.code(), "reason", reason)
                .register(registry);
    }
}
