package io.tickstream.ingest.publish;

import io.quarkus.runtime.StartupEvent;
import io.tickstream.contract.Topic;
import io.tickstream.ingest.Deadline;
import io.tickstream.ingest.IngestConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.EnumSet;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jboss.logging.Logger;

/**
 * Finds registry and broker while the first tick is still to come, which then needs not load half a library within its
 * deadline. The start does not wait for it.
 */
@ApplicationScoped
class WarmUp {
    private static final Logger LOG = Logger.getLogger(WarmUp.class);

    private final SchemaIds schemaIds;
    private final Broker broker;
    private final IngestConfig config;
    private final ManagedExecutor executor;

    WarmUp(SchemaIds schemaIds, Broker broker, IngestConfig config, ManagedExecutor executor) {
        this.schemaIds = schemaIds;
        this.broker = broker;
        this.config = config;
        this.executor = executor;
    }

    void onStart(@Observes StartupEvent event) {
        executor.execute(this::findEverything);
    }

    private void findEverything() {
        Deadline deadline = Deadline.in(config.publishTimeout());
        try {
            for (Topic topic : Topic.values()) {
                schemaIds.of(topic, deadline);
            }
            broker.reach(EnumSet.allOf(Topic.class), deadline);
        } catch (PublishFailed e) {
            LOG.warnf("Ticks cannot be published yet: %s", e.getMessage());
        }
    }
}
