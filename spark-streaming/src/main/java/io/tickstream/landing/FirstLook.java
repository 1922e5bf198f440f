package io.tickstream.landing;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a driver has found of its rights before it can take them: while Spark starts, the silence of a predecessor that
 * was killed passes already.
 */
final class FirstLook {
    private static final Logger LOG = LoggerFactory.getLogger(FirstLook.class);

    /** Nobody has looked. */
    static final FirstLook NONE = new FirstLook(Map.of());

    private final Map<UUID, Sighting> sightings;

    private FirstLook(Map<UUID, Sighting> sightings) {
        this.sightings = sightings;
    }

    /**
     * An entry that was there.
     *
     * @param nanos when it had been seen, as {@link LeaseTime#nanos} counts
     */
    record Sighting(LeaseTable.Entry entry, long nanos) {}

    /** What a look needs, which takes as long to come by as Spark takes to start. */
    interface Attempt {
        FirstLook look() throws Exception;
    }

    /** Looks on a thread of its own. A look that fails is none: what hinders it, the start itself will meet, and say. */
    static Future<FirstLook> inBackground(Attempt attempt) {
        FutureTask<FirstLook> task = new FutureTask<>(attempt::look);
        Thread thread =
                new Thread(task, "tickstream-first-look"); // loads classes as its creator does, as no pool's does
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** What a look has found until now. */
    static FirstLook soFar(Future<FirstLook> look) throws InterruptedException {
        if (!look.isDone()) {
            return NONE;
        }
        try {
            return look.get();
        } catch (ExecutionException e) {
            LOG.debug("Nobody could look at the leases before Spark had started", e.getCause());
            return NONE;
        }
    }

    /** @throws Away if Cassandra is */
    static FirstLook at(LeaseTable table, Collection<UUID> rights, LeaseTime time) throws Away {
        Map<UUID, Sighting> sightings = new HashMap<>();
        for (UUID right : rights) {
            table.find(right).ifPresent(entry -> sightings.put(right, new Sighting(entry, time.nanos())));
        }
        return new FirstLook(sightings);
    }

    /** Empty if nobody has looked, or nobody has ever had the right. */
    Optional<Sighting> of(UUID right) {
        return Optional.ofNullable(sightings.get(right));
    }
}
