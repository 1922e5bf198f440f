package io.tickstream.ingest.source;

import io.tickstream.ingest.Outcome;
import io.tickstream.ingest.Profile;
import io.tickstream.ingest.Rejection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What one tick's call of the source brought back. */
public sealed interface Fetch {
    /** What becomes of the tick once the broker has acknowledged all that the fetch brought. */
    Outcome outcome();

    /** The HTTP status of the source's last answer; empty if there was none. */
    OptionalInt status();

    /** Companies that can be read. */
    default List<Profile> profiles() {
        return List.of();
    }

    /** What cannot be read. */
    default List<Rejection> rejections() {
        return List.of();
    }

    /** Why the outcome is not delivered, in words an operator can act on. */
    default Optional<String> reason() {
        return Optional.empty();
    }

    /** When another attempt is welcome. */
    default Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /** How many records the answer held, readable or not. */
    default int fetched() {
        return profiles().size() + rejections().size();
    }

    /**
     * Companies.
     *
     * @param profiles one or more
     * @param rejections what stood between them
     */
    record Arrived(List<Profile> profiles, List<Rejection> rejections, int httpStatus) implements Fetch {
        public Arrived {
            profiles = List.copyOf(profiles);
            rejections = List.copyOf(rejections);
        }

        @Override
        public Outcome outcome() {
            return Outcome.DELIVERED;
        }

        @Override
        public OptionalInt status() {
            return OptionalInt.of(httpStatus);
        }
    }

    /** An answer without companies. */
    record Empty(int httpStatus) implements Fetch {
        @Override
        public Outcome outcome() {
            return Outcome.EMPTY;
        }

        @Override
        public OptionalInt status() {
            return OptionalInt.of(httpStatus);
        }

        @Override
        public Optional<String> reason() {
            return Optional.of("the source answered without a company");
        }
    }

    /**
     * An answer of which nothing can be read, now or later.
     *
     * @param rejections one or more: the answer as a whole, or every record of it
     */
    record Unreadable(List<Rejection> rejections, int httpStatus) implements Fetch {
        public Unreadable {
            rejections = List.copyOf(rejections);
        }

        @Override
        public Outcome outcome() {
            return Outcome.REJECTED;
        }

        @Override
        public OptionalInt status() {
            return OptionalInt.of(httpStatus);
        }

        @Override
        public Optional<String> reason() {
            return Optional.of(rejections.get(0).cause());
        }
    }

    /**
     * No answer, or one that says "not now".
     *
     * @param cause in words an operator can act on
     * @param retryAfter what the source asked for
     */
    record Unavailable(String cause, OptionalInt status, Optional<Duration> retryAfter) implements Fetch {
        @Override
        public Outcome outcome() {
            return Outcome.SOURCE_UNAVAILABLE;
        }

        @Override
        public Optional<String> reason() {
            return Optional.of(cause);
        }
    }
}
