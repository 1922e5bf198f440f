package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import io.tickstream.contract.Table;
import io.tickstream.landing.LeaseTable.Driver;
import io.tickstream.landing.LeaseTable.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rights that one driver has at a time. Their holder counts up a beat in Cassandra; who finds a beat that stands still
 * for {@link #SILENCE} takes over with the next epoch, and the former holder learns of it before it commits another
 * batch. No clock of one machine is compared with another's. See docs/decisions/0017-one-driver-a-checkpoint.md.
 */
final class Lease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    static final Duration BEAT = Duration.ofSeconds(3);
    static final Duration SILENCE = Duration.ofSeconds(12);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final LeaseTable table;
    private final List<Right> rights;
    private final Driver driver;
    private final LeaseTime time;
    private final List<Right> ours = new ArrayList<>();
    private LeaseTime.Repetition beats = () -> {};
    private Runnable whenLost; // null as long as, and as soon as, there is nobody to tell
    private long beat;
    private long confirmed;
    private boolean closed;
    private boolean unconfirmed;
    private volatile Lost lost;

    private Lease(LeaseTable table, List<Right> rights, Driver driver, LeaseTime time) {
        this.table = requireNonNull(table, "table");
        this.rights = List.copyOf(rights);
        this.driver = driver;
        this.time = requireNonNull(time, "time");
    }

    /** Another driver has the right. The message says which, and what to do. */
    static final class Held extends RuntimeException {
        private static final long serialVersionUID = 1;

        Held(Right right, Entry found) {
            super("%s: %s, since %s. %s".formatted(right.held(), found.driver().name(), found.since(), right.remedy()));
        }
    }

    /** Another driver has taken the right over. The message says which. */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1;

        Lost(Right right, String by) {
            super(
                    "Another driver has taken over %s while this one was silent for %d s or more: %s. Nothing is lost; this one ends"
                            .formatted(right.object(), SILENCE.toSeconds(), by));
        }
    }

    /**
     * Takes the rights: at once if nobody has them, after {@link #SILENCE} if their holder is gone, however many.
     *
     * @param table closed with the lease, or if that is not taken
     * @param rights of two drivers that contend for several, who gets the first gets all
     * @param holder who we are, for the one who finds a right taken
     * @throws Held as soon as another driver is seen to live
     * @throws Patience.Exhausted if Cassandra is away
     */
    static Lease take(LeaseTable table, List<Right> rights, String holder, Patience patience, LeaseTime time)
            throws InterruptedException {
        Lease lease = new Lease(table, rights, new Driver(UUID.randomUUID(), holder), time);
        try {
            lease.contend(patience);
            return lease;
        } catch (RuntimeException | InterruptedException e) {
            lease.close();
            throw e;
        }
    }

    private void contend(Patience patience) throws InterruptedException {
        List<Contest> open = new ArrayList<>(rights.stream().map(Contest::new).toList());
        Set<UUID> succeeded = new HashSet<>();
        while (true) {
            for (Contest contest : List.copyOf(open)) {
                contest.look(patience);
                if (contest.won()) {
                    won(contest);
                    open.remove(contest);
                    contest.former.ifPresent(succeeded::add);
                }
            }
            if (open.isEmpty()) {
                return;
            }
            refuseIfHeld(open, succeeded);
            if (open.stream().allMatch(Contest::free)) {
                // only the first, lest two drivers get one each; who did, the next look tells
                open.get(0).reach(patience);
            } else {
                time.pause(LOOK);
            }
        }
    }

    private synchronized void won(Contest contest) {
        if (ours.isEmpty()) { // from now on, however long the others or the start take
            beats = time.every(BEAT, this::beat);
        }
        ours.add(contest.right);
        confirmed = time.nanos();
        LOG.info("This driver has the lease on {}, epoch {}", contest.right.object(), contest.now.epoch());
    }

    /** @param succeeded drivers that have lost a right to us, and will find that out */
    private static void refuseIfHeld(List<Contest> open, Set<UUID> succeeded) {
        for (Contest contest : open) {
            if (contest.moves()) {
                UUID living = contest.now.driver().id();
                if (succeeded.contains(living)) {
                    contest.watchAnew();
                    continue;
                }
                // its beat for another right may have been about to come
                Contest first = open.stream()
                        .filter(each ->
                                each.now != null && each.now.driver().id().equals(living))
                        .findFirst()
                        .orElse(contest);
                throw new Held(first.right, first.now);
            }
        }
    }

    /** A right that is not ours yet. */
    private final class Contest {
        private final Right right;
        private Entry now;
        private Entry first;
        private long since;
        private Optional<UUID> former = Optional.empty();

        Contest(Right right) {
            this.right = right;
        }

        void look(Patience patience) throws InterruptedException {
            now = patience.ask(table.toString(), () -> table.find(right.id())).orElse(null);
            if (now == null || now.driver().id().equals(driver.id())) {
                first = null;
            } else if (first == null) {
                watchAnew();
                if (!now.released()) {
                    LOG.info(
                            "The lease on {} belongs to {}; waiting up to {} s to see whether it still lives",
                            right.object(),
                            now.driver().name(),
                            SILENCE.toSeconds());
                }
            }
        }

        void watchAnew() {
            first = now;
            since = time.nanos();
        }

        boolean won() {
            return now != null && now.driver().id().equals(driver.id());
        }

        boolean moves() {
            return first != null && !now.sameBeat(first) && !now.released();
        }

        boolean free() {
            return now == null || now.released() || time.nanos() - since >= SILENCE.toNanos();
        }

        void reach(Patience patience) throws InterruptedException {
            former = Optional.ofNullable(now).map(entry -> entry.driver().id());
            patience.ask(table.toString(), () -> {
                if (now == null) {
                    table.give(right.id(), driver);
                } else {
                    table.pass(right.id(), now, driver);
                }
                return true;
            });
        }
    }

    /** @param task called once: on a thread of the lease's own, or at once if it is lost already */
    void whenLost(Runnable task) {
        synchronized (this) {
            whenLost = task;
        }
        if (lost != null) {
            tellOnce();
        }
    }

    private void beat() {
        try {
            confirmUnlessJustDone();
            unconfirmed = false;
        } catch (Lost e) {
            tellOnce();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Away | RuntimeException e) {
            if (!unconfirmed) { // once, not every few seconds; a batch that must know waits, or fails with it
                LOG.warn("The lease cannot be confirmed, so that the next batch will not be committed until it can", e);
            }
            unconfirmed = true;
        }
    }

    private void tellOnce() {
        Runnable tell;
        synchronized (this) {
            tell = whenLost;
            whenLost = null;
        }
        if (tell != null) {
            tell.run(); // outside, since it may wait for a batch that confirms
        }
    }

    private synchronized void confirmUnlessJustDone() throws Away, InterruptedException {
        if (time.nanos() - confirmed >= BEAT.toNanos()) {
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
        patience.ask(table.toString(), () -> {
            confirmNow();
            return true;
        });
    }

    private synchronized void confirmNow() throws Away, InterruptedException {
        if (lost != null) {
            throw lost;
        }
        Set<UUID> gone = table.beat(ours.stream().map(Right::id).toList(), ++beat, driver);
        for (Right right : ours) {
            if (gone.contains(right.id())) {
                lost = new Lost(
                        right,
                        table.find(right.id())
                                .map(Entry::driver)
                                .map(Driver::name)
                                .orElse("somebody emptied the table " + Table.JOB_LEASES.qualifiedName()));
                throw lost;
            }
        }
        confirmed = time.nanos();
    }

    /** Asks Cassandra once whether the lease is lost; if Cassandra is away, what was known before holds. */
    Optional<Lost> ask() {
        try {
            confirmNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        beats.close();
        try {
            for (Right right : ours) { // also if another one was lost
                table.release(right.id(), driver);
            }
        } catch (Away | RuntimeException e) {
            LOG.warn(
                    "The lease could not be released; the next driver waits {} s: {}",
                    SILENCE.toSeconds(),
                    e.getMessage());
        } finally {
            table.close();
        }
    }
}
