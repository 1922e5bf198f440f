package io.tickstream.ingest.trigger;

import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;

/** A process that makes one burst and ends. Its one argument is the moment at which it was started. */
public class BurstRun implements QuarkusApplication {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    private final Burst burst;

    @Inject
    BurstRun(Burst burst) {
        this.burst = burst;
    }

    @Override
    public int run(String... args) throws InterruptedException {
        List<String> complaints = burst.run(Instant.parse(args[0]));
        complaints.forEach(complaint -> System.err.println("burst: " + complaint));
        return complaints.isEmpty() ? DONE : FAILED;
    }
}
