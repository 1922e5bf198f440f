package io.tickstream.service.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.quarkus.runtime.api.session.QuarkusCqlSession;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.context.ManagedExecutor;

/**
 * The session with Cassandra, opened when first needed and again whenever that failed. The extension's own bean is made
 * once: it keeps a first failure until the restart, or, told to reconnect, blocks for as long as Cassandra is away.
 */
@ApplicationScoped
public class CassandraSession {
    /**
     * An open session recovers by itself, but pauses for some seconds between attempts (application.conf), and never
     * finds nodes that have all moved. A new one connects at once and looks the names up again.
     */
    private static final int FAILURES_BEFORE_A_NEW_ONE = 3;

    private final Instance<CompletionStage<QuarkusCqlSession>> beans;
    private final ManagedExecutor executor;
    private CompletableFuture<CqlSession> session;
    private int failures;

    CassandraSession(
            Instance<CompletionStage<QuarkusCqlSession>> beans,
            ManagedExecutor executor,
            TlsConfigurationRegistry certificates) {
        CassandraTls.switchOn(certificates);
        this.beans = beans;
        this.executor = executor;
    }

    /** The session, perhaps still on its way; never waits. */
    public synchronized CompletionStage<CqlSession> open() {
        if (session == null || session.isCompletedExceptionally()) {
            // looking up names and loading the driver take their time, hence not on the caller's thread
            session = CompletableFuture.supplyAsync(this::newSession, executor).thenCompose(opening -> opening);
        }
        return session;
    }

    /** A statement was answered. */
    public synchronized void succeeded() {
        failures = 0;
    }

    /** A statement was not answered; after some in a row the next one gets a new session. */
    public synchronized void failed() {
        failures++;
        if (failures >= FAILURES_BEFORE_A_NEW_ONE) {
            close();
        }
    }

    @PreDestroy
    synchronized void close() {
        if (session != null) {
            // one that is still on its way is closed on arrival
            CompletableFuture<Void> unused = session.thenAccept(CqlSession::closeAsync);
            session = null;
        }
        failures = 0;
    }

    private CompletionStage<CqlSession> newSession() {
        CompletionStage<QuarkusCqlSession> bean = beans.get();
        CompletableFuture<CqlSession> opening =
                bean.thenApply(CqlSession.class::cast).toCompletableFuture();
        beans.destroy(bean); // so that the next one is another
        return opening;
    }
}
