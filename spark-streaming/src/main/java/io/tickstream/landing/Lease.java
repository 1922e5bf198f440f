package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to land from a checkpoint, which one driver has at a time. Its holder counts up a beat in Cassandra; who
 * finds a beat that stands still for {@link #SILENCE} takes over with the next epoch, and the former holder learns of
 * it before it commits another batch. No clock of one machine is compared with another's. See
 * docs/decisions/0017-one-driver-a-checkpoint.md.
 */
final class Lease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    static final Duration BEAT = Duration.ofSeconds(3);
    static final Duration SILENCE = Duration.ofSeconds(12);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final String TABLE = Table.JOB_LEASES.qualifiedName();
    private static final String SELECT =
            "SELECT epoch, beat, driver, holder, since, released FROM " + TABLE + " WHERE checkpoint = ?";
    private static final String FIRST = "INSERT INTO " + TABLE
            + " (checkpoint, epoch, beat, driver, holder, since, released) VALUES (?, 1, 0, ?, ?, ?, false) IF NOT EXISTS";
    private static final String TAKE_OVER = "UPDATE " + TABLE
            + " SET epoch = ?, beat = 0, driver = ?, holder = ?, since = ?, released = false WHERE checkpoint = ?"
            + " IF epoch = ? AND beat = ?";
    private static final String CONFIRM = "UPDATE " + TABLE + " SET beat = ? WHERE checkpoint = ? IF driver = ?";
    private static final String RELEASE = "UPDATE " + TABLE + " SET released = true WHERE checkpoint = ? IF driver = ?";

    private final Cassandra cassandra;
    private final CqlSession session;
    private final UUID checkpoint;
    private final UUID driver;
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "tickstream-lease");
        thread.setDaemon(true);
        return thread;
    });
    private long beat;
    private long confirmed;
    private boolean closed;
    private boolean unconfirmed;
    private volatile Lost lost;

    private Lease(Cassandra cassandra, CqlSession session, UUID checkpoint, UUID driver) {
        this.cassandra = cassandra;
        this.session = session;
        this.checkpoint = checkpoint;
        this.driver = driver;
        this.confirmed = System.nanoTime();
    }

    /** Another driver has the lease. The message says which. */
    static final class Held extends RuntimeException {
        private static final long serialVersionUID = 1;

        Held(Found found) {
            super(
                    "Another driver lands from this checkpoint: %s, since %s. Stop it first, or give this one a checkpoint of its own and spark.tickstream.rollups=false, since one job keeps the rollups"
                            .formatted(found.holder(), found.since()));
        }
    }

    /** Another driver has taken the lease over. The message says which. */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1;

        Lost(String by) {
            super(
                    "Another driver has taken over this checkpoint while this one was silent for %d s or more: %s. Nothing is lost; this one ends"
                            .formatted(SILENCE.toSeconds(), by));
        }
    }

    /** A lease as it stands in the table. */
    record Found(long epoch, long beat, UUID driver, String holder, Instant since, boolean released) {
        static Found of(Row row) {
            return new Found(
                    row.getLong("epoch"),
                    row.getLong("beat"),
                    row.getUuid("driver"),
                    row.getString("holder"),
                    row.getInstant("since"),
                    row.getBoolean("released"));
        }

        boolean sameBeat(Found other) {
            return epoch == other.epoch && beat == other.beat;
        }
    }

    /**
     * Takes the lease: at once if nobody has it, after {@link #SILENCE} if its holder is gone.
     *
     * @param holder who we are, for the one who finds the lease taken
     * @throws Held as soon as another driver is seen to live
     * @throws Patience.Exhausted if Cassandra is away
     */
    static Lease take(Cassandra cassandra, UUID checkpoint, String holder, Patience patience)
            throws InterruptedException {
        requireNonNull(holder, "holder");
        UUID driver = UUID.randomUUID();
        CqlSession session = patience.ask(cassandra.toString(), cassandra::open);
        try {
            Lease lease = new Lease(cassandra, session, checkpoint, driver);
            lease.contend(holder, patience);
            return lease;
        } catch (RuntimeException | InterruptedException e) {
            session.close();
            throw e;
        }
    }

    private void contend(String holder, Patience patience) throws InterruptedException {
        Found first = null;
        long since = 0;
        while (true) {
            Optional<Found> found = patience.ask(cassandra.toString(), this::find);
            if (found.isEmpty()) {
                patience.ask(cassandra.toString(), () -> execute(FIRST, checkpoint, driver, holder, Instant.now()));
                first = null;
                continue;
            }
            Found now = found.get();
            if (now.driver().equals(driver)) {
                LOG.info("This driver has the lease on the checkpoint, epoch {}", now.epoch());
                return;
            }
            if (first != null && !now.sameBeat(first) && !now.released()) {
                throw new Held(now);
            }
            if (first == null) {
                first = now;
                since = System.nanoTime();
                if (!now.released()) {
                    LOG.info(
                            "The checkpoint belongs to {}; waiting up to {} s to see whether it still lives",
                            now.holder(),
                            SILENCE.toSeconds());
                }
            }
            if (now.released() || System.nanoTime() - since >= SILENCE.toNanos()) {
                patience.ask(
                        cassandra.toString(),
                        () -> execute(
                                TAKE_OVER,
                                now.epoch() + 1,
                                driver,
                                holder,
                                Instant.now(),
                                checkpoint,
                                now.epoch(),
                                now.beat()));
                continue; // whether it was us who took it, the next look tells
            }
            Thread.sleep(LOOK.toMillis());
        }
    }

    /**
     * Beats on from now, also between batches.
     *
     * @param whenLost called once, on a thread of the lease's own
     */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the lease, and catches what it meets
    void keep(Runnable whenLost) {
        beats.scheduleWithFixedDelay(() -> beat(whenLost), BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat(Runnable whenLost) {
        try {
            confirmUnlessJustDone();
            unconfirmed = false;
        } catch (Lost e) {
            beats.shutdown();
            whenLost.run();
        } catch (Away | RuntimeException e) {
            if (!unconfirmed) { // once, not every few seconds; a batch that must know waits, or fails with it
                LOG.warn("The lease cannot be confirmed, so that the next batch will not be committed until it can", e);
            }
            unconfirmed = true;
        }
    }

    private synchronized void confirmUnlessJustDone() throws Away {
        if (System.nanoTime() - confirmed >= BEAT.toNanos()) {
            confirmNow();
        }
    }

    /**
     * Makes sure that no other driver has taken over.
     *
     * @throws Lost if one has: what was landed is right, but must not be committed by us
     * @throws Patience.Exhausted if Cassandra is away
     */
    void confirm(Patience patience) throws InterruptedException {
        patience.ask(cassandra.toString(), () -> {
            confirmNow();
            return true;
        });
    }

    private synchronized void confirmNow() throws Away {
        if (lost != null) {
            throw lost;
        }
        if (!execute(CONFIRM, ++beat, checkpoint, driver)) {
            lost = new Lost(find().map(Found::holder).orElse("somebody emptied the table " + TABLE));
            throw lost;
        }
        confirmed = System.nanoTime();
    }

    /** Asks Cassandra once whether the lease is lost; if Cassandra is away, what was known before holds. */
    Optional<Lost> ask() {
        try {
            confirmNow();
        } catch (Lost | Away known) {
            return lost();
        }
        return lost();
    }

    /** Why the lease was lost, if it was. */
    Optional<Lost> lost() {
        return Optional.ofNullable(lost);
    }

    /** Lets the next driver in at once. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        beats.shutdownNow();
        try {
            if (lost == null) {
                execute(RELEASE, checkpoint, driver);
            }
        } catch (Away | RuntimeException e) {
            LOG.warn(
                    "The lease could not be released; the next driver waits {} s: {}",
                    SILENCE.toSeconds(),
                    e.getMessage());
        } finally {
            session.close();
        }
    }

    private Optional<Found> find() throws Away {
        try {
            SimpleStatement select = SimpleStatement.newInstance(SELECT, checkpoint)
                    .setTimeout(ANSWER)
                    .setConsistencyLevel(DefaultConsistencyLevel.SERIAL); // sees what a write that timed out has done
            return Optional.ofNullable(session.execute(select).one()).map(Found::of);
        } catch (DriverException e) {
            throw Cassandra.awayOrThrow(e);
        }
    }

    private boolean execute(String statement, Object... values) throws Away {
        try {
            ResultSet result = session.execute(SimpleStatement.newInstance(statement, values)
                    .setTimeout(ANSWER)
                    .setConsistencyLevel(commit(cassandra.consistencyLevel())));
            return result.wasApplied();
        } catch (DriverException e) {
            throw Cassandra.awayOrThrow(e);
        }
    }

    /** A lease that fewer than a quorum have acknowledged is none, however rows are written. */
    private static ConsistencyLevel commit(ConsistencyLevel rows) {
        return rows == DefaultConsistencyLevel.LOCAL_ONE || rows == DefaultConsistencyLevel.ONE
                ? DefaultConsistencyLevel.QUORUM
                : rows;
    }
}
