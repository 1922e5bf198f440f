package io.tickstream.ingest.tick;

import io.tickstream.ingest.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Whose turn it is: one tick at a time, until none is to run any more. */
final class Turns {
    private Optional<Running> running = Optional.empty();
    private boolean stopped;

    /** What a tick that would like to run finds. */
    sealed interface Turn {
        /** Nobody runs: it is this tick's turn until {@link Turns#end}. */
        record Mine() implements Turn {}

        /**
         * The same tick runs already, as when a trigger repeats what took too long for it.
         *
         * @param outcome what will become of it
         */
        record Repeated(CompletableFuture<Ticked> outcome) implements Turn {}

        /** Another tick runs. */
        record Taken() implements Turn {}

        /** No tick is to run any more. */
        record Over() implements Turn {}
    }

    private record Running(UUID tick, CompletableFuture<Ticked> outcome) {}

    synchronized Turn take(UUID tick) {
        if (stopped) {
            return new Turn.Over();
        }
        if (running.isPresent()) {
            Running other = running.get();
            return other.tick().equals(tick) ? new Turn.Repeated(other.outcome()) : new Turn.Taken();
        }
        running = Optional.of(new Running(tick, new CompletableFuture<>()));
        return new Turn.Mine();
    }

    /** The running tick is over. */
    synchronized void end(Ticked ticked) {
        running.orElseThrow().outcome().complete(ticked);
        running = Optional.empty();
        notifyAll();
    }

    /** The running tick is over without an outcome, which only an error of the virtual machine brings about. */
    synchronized void end(Throwable cause) {
        running.orElseThrow().outcome().completeExceptionally(cause);
        running = Optional.empty();
        notifyAll();
    }

    synchronized boolean areOver() {
        return stopped;
    }

    /** Gives no turn any more. */
    synchronized void stop() {
        stopped = true;
    }

    /**
     * Gives no turn any more, and waits for the running tick.
     *
     * @return false if it still runs when the time is over
     */
    synchronized boolean stop(Duration atMost) throws InterruptedException {
        stopped = true;
        Deadline deadline = Deadline.in(atMost);
        while (running.isPresent() && !deadline.isOver()) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline.remaining().toNanos());
        }
        return running.isEmpty();
    }
}
