package io.tickstream.ingest.source;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The source gave no answer that is of use now; the message says why, in words an operator can act on. */
final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1;

    private final Trouble trouble;

    /** The status of the source's last answer, 0 if there was none. */
    private final int status;

    /** When another attempt is welcome; null if the source did not say. */
    private final Duration retryAfter;

    private NoAnswer(Trouble trouble, String message, int status, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.trouble = trouble;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** Nothing came, or not all. */
    NoAnswer(Trouble trouble, String message, Throwable cause) {
        this(trouble, message, 0, null, cause);
    }

    /** The source was not asked, and is not to be before some time has passed. */
    static NoAnswer notBefore(Trouble trouble, String message, Duration wait) {
        return new NoAnswer(trouble, message, 0, wait, null);
    }

    /** An answer that says "not now". */
    static NoAnswer of(Answer answer) {
        String message = "the source answered with status %d%s"
                .formatted(
                        answer.status(),
                        answer.retryAfter()
                                .map(wait -> ", to be called again in %d s".formatted(wait.toSeconds()))
                                .orElse(""));
        return new NoAnswer(
                Trouble.ofStatus(answer.status()),
                message,
                answer.status(),
                answer.retryAfter().orElse(null),
                null);
    }

    /** The same, with the status of an earlier answer if there was none this time. */
    NoAnswer after(Optional<NoAnswer> earlier) {
        return status != 0 || earlier.isEmpty()
                ? this
                : new NoAnswer(trouble, getMessage(), earlier.get().status, retryAfter, getCause());
    }

    Trouble trouble() {
        return trouble;
    }

    Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    Fetch asFetch() {
        return new Fetch.Unavailable(
                getMessage(), status == 0 ? OptionalInt.empty() : OptionalInt.of(status), retryAfter());
    }
}
