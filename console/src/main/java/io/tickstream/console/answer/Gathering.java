package io.tickstream.console.answer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Puts an answer together of parts that are read at the same time; one that cannot be read is left out and named. */
public final class Gathering {
    private final Executor executor;
    private final List<Trouble> troubles = Collections.synchronizedList(new ArrayList<>());

    /**
     * Nothing yet.
     *
     * @param executor reads the parts, each on a thread of its own
     */
    public Gathering(Executor executor) {
        this.executor = executor;
    }

    /** One part of an answer. */
    @FunctionalInterface
    public interface Part<T> {
        /** Reads it. */
        T read() throws ServerAway;
    }

    /** Begins to read the part; what is returned waits for it. */
    public <T> Supplier<Optional<T>> read(Part<T> part) {
        CompletableFuture<Optional<T>> reading = CompletableFuture.supplyAsync(() -> readNow(part), executor);
        return reading::join;
    }

    /** Reads the part on this thread. */
    public <T> Optional<T> readNow(Part<T> part) {
        try {
            return Optional.ofNullable(part.read());
        } catch (ServerAway e) {
            troubles.add(e.trouble());
            return Optional.empty();
        }
    }

    /** What was left out so far, each server once for each of its failures. */
    public List<Trouble> troubles() {
        synchronized (troubles) {
            return troubles.stream().distinct().toList();
        }
    }
}
