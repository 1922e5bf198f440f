package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a service that is away: asks again, with growing pauses, until it answers or the time is up.
 *
 * @param limit how long to ask again, from the first failure
 */
record Patience(Duration limit) implements Serializable {
    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(30);

    Patience {
        requireNonNull(limit, "limit");
    }

    /** Something that a service that is away cannot answer. */
    interface Question<T> {
        T ask() throws Away, InterruptedException;
    }

    /**
     * Returns the answer.
     *
     * @param service its name and address, for messages
     * @throws Exhausted if the service is still away when the time is up
     * @throws InterruptedException if the task or the job is to stop
     */
    <T> T ask(String service, Question<T> question) throws InterruptedException {
        long began = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        Duration nextReport = Duration.ZERO;
        while (true) {
            try {
                T answer = question.ask();
                if (!nextReport.isZero()) {
                    LOG.info("{} answers again after {}", service, inWords(since(began)));
                }
                return answer;
            } catch (Away e) {
                if (since(began).plus(pause).compareTo(limit) > 0) {
                    throw new Exhausted(service, limit, e);
                }
                if (since(began).compareTo(nextReport) >= 0) {
                    LOG.warn("Waiting up to {} for {}: {}", inWords(limit), service, e.getMessage());
                    nextReport = since(began).plus(BETWEEN_REPORTS);
                }
            }
            Thread.sleep(pause.toMillis());
            Duration next = pause.multipliedBy(2);
            pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
        }
    }

    private static Duration since(long began) {
        return Duration.ofMillis((System.nanoTime() - began) / 1_000_000);
    }

    private static String inWords(Duration duration) {
        return duration.toSeconds() > 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** The service stayed away for too long. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exhausted(String service, Duration limit, Away cause) {
            super("%s: gave up after %s: %s".formatted(service, inWords(limit), cause.getMessage()), cause);
        }
    }
}
