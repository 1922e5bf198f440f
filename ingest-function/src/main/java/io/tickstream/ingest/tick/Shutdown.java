package io.tickstream.ingest.tick;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.publish.Receipts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/** An orderly end: the running tick ends, and its receipt and those before it reach Kafka if they can. */
@ApplicationScoped
class Shutdown {
    private static final Logger LOG = Logger.getLogger(Shutdown.class);

    private final IngestConfig config;
    private final Ticker ticker;
    private final Receipts receipts;

    Shutdown(IngestConfig config, Ticker ticker, Receipts receipts) {
        this.config = config;
        this.ticker = ticker;
        this.receipts = receipts;
    }

    /** Whether no tick is taken any more. */
    boolean hasBegun() {
        return ticker.isStopping();
    }

    /** At the signal, while the HTTP server still answers. */
    void onSignal(@Observes ShutdownDelayInitiatedEvent event) {
        ticker.stop();
    }

    /** After those have been answered who were being served. */
    void onShutdown(@Observes ShutdownEvent event) {
        Duration longestTick = config.period(); // its deadlines are shorter together
        if (!ticker.stop(longestTick)) {
            LOG.warnf("The running tick did not end within %s", longestTick);
        }
        if (!receipts.flush(config.publishTimeout())) {
            LOG.errorf(
                    "%d receipts did not reach Kafka within %s and are lost; their slots show as holes in the ledger",
                    (Object) receipts.waiting(), config.publishTimeout());
        }
        receipts.stop();
    }
}
