package io.tickstream.benchmarks.landing.client;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The ceiling of whoever writes row by row: Cassandra's own driver in a loop, rows made in memory, one statement a row.
 * No Kafka, no decoding.
 */
public final class RawDriver {
    private static final int IN_FLIGHT = 128;

    private RawDriver() {}

    /** Run by the benchmark. */
    public static void main(String[] args) throws Exception {
        Surroundings surroundings = Surroundings.ofThisProcess();
        Companies companies = new Companies(surroundings.seed());
        try (CqlSession session = CqlSession.builder()
                .addContactPoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), surroundings.cassandraPort()))
                .withLocalDatacenter("datacenter1")
                .withAuthCredentials(surroundings.user(), surroundings.password())
                .build()) {
            PreparedStatement insert = session.prepare(surroundings.insert());
            Runs.serve(() -> land(
                    session, insert, companies.first(surroundings.records()).iterator()));
        }
    }

    private static void land(CqlSession session, PreparedStatement insert, Iterator<Company> companies)
            throws InterruptedException {
        Semaphore permits = new Semaphore(IN_FLIGHT);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        while (companies.hasNext() && failed.get() == null) {
            permits.acquire();
            session.executeAsync(insert.bind(companies.next().values())).whenComplete((result, failure) -> {
                failed.compareAndSet(null, failure);
                permits.release();
            });
        }
        permits.acquire(IN_FLIGHT);
        if (failed.get() != null) {
            throw new IllegalStateException("A row could not be written", failed.get());
        }
    }
}
