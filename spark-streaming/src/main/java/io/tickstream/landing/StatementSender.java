package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * Sends statements that write, a bounded number in flight. One that fails while Cassandra is away is sent again, so that
 * each must carry its own time, unless a later one does no harm.
 */
final class StatementSender {
    private final Cassandra cassandra;
    private final CqlSession session;
    private final Patience patience;
    private final String table;
    private final Semaphore permits;
    private final Queue<Failed> failed = new ConcurrentLinkedQueue<>();

    private record Failed(Statement<?> statement, Throwable cause) {}

    /** @param table for messages */
    StatementSender(Cassandra cassandra, CqlSession session, Patience patience, String table) {
        this.cassandra = requireNonNull(cassandra, "cassandra");
        this.session = requireNonNull(session, "session");
        this.patience = requireNonNull(patience, "patience");
        this.table = requireNonNull(table, "table");
        this.permits = new Semaphore(cassandra.concurrentWrites());
    }

    void send(Statement<?> statement) throws InterruptedException {
        if (!failed.isEmpty()) { // no use in sending more to a Cassandra that is away
            sendFailedAgain();
        }
        permits.acquire();
        session.executeAsync(statement).whenComplete((result, failure) -> {
            if (failure != null) {
                failed.add(new Failed(statement, failure));
            }
            permits.release();
        });
    }

    /**
     * Waits until Cassandra has acknowledged every statement.
     *
     * @throws Patience.Exhausted if it stays away
     * @throws IllegalStateException if it refuses one
     */
    void flush() throws InterruptedException {
        permits.acquire(cassandra.concurrentWrites());
        permits.release(cassandra.concurrentWrites());
        sendFailedAgain();
    }

    private void sendFailedAgain() throws InterruptedException {
        for (Failed each = failed.poll(); each != null; each = failed.poll()) {
            sendAgain(each);
        }
    }

    private void sendAgain(Failed each) throws InterruptedException {
        try {
            Cassandra.awayOrThrow(each.cause());
            patience.ask(cassandra.toString(), () -> {
                try {
                    return session.execute(each.statement());
                } catch (DriverException e) {
                    throw Cassandra.awayOrThrow(e);
                }
            });
        } catch (DriverException e) {
            throw new IllegalStateException(
                    "Cannot write to %s: %s. Check the table, the rights of the job's role and Cassandra's log."
                            .formatted(table, e.getMessage()),
                    e);
        }
    }
}
