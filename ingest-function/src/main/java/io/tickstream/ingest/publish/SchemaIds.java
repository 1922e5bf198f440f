package io.tickstream.ingest.publish;

import io.smallrye.mutiny.TimeoutException;
import io.tickstream.contract.Topic;
import io.tickstream.ingest.Deadline;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.publish.RegistryApi.Registered;
import io.tickstream.ingest.publish.RegistryApi.Schema;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/**
 * The registry's ids of our schemas. An id once known is kept, since a registry never gives it to another schema, so
 * that from the second tick on ticks go on without the registry. A failure is not kept: the next tick asks again.
 */
@ApplicationScoped
class SchemaIds {
    private static final int NOT_FOUND = 404;

    private final RegistryApi registry;
    private final URI registryUrl;
    private final Map<Topic, Integer> known = new ConcurrentHashMap<>();

    SchemaIds(@RestClient RegistryApi registry, IngestConfig config) {
        this.registry = registry;
        this.registryUrl = config.registryUrl();
    }

    /**
     * The id of the schema that the topic's values are written with.
     *
     * @throws PublishFailed if it is not known by the deadline
     */
    int of(Topic topic, Deadline deadline) throws PublishFailed {
        Integer id = known.get(topic);
        if (id == null) {
            id = lookUp(topic, deadline);
            known.put(topic, id);
        }
        return id;
    }

    private int lookUp(Topic topic, Deadline deadline) throws PublishFailed {
        try {
            Registered registered = registry.lookUp(
                            topic.subject(), new Schema(topic.schema().toString()))
                    .await()
                    .atMost(Deadline.positive(deadline.remaining()));
            if (registered == null || registered.id() == null) {
                throw new PublishFailed(
                        "%s answered without an id for the subject %s; is it a schema registry with Confluent's API?"
                                .formatted(registryUrl, topic.subject()),
                        null);
            }
            return registered.id();
        } catch (WebApplicationException e) {
            throw new PublishFailed(refusal(topic, e.getResponse().getStatus()), e);
        } catch (ProcessingException | CompletionException | TimeoutException e) {
            throw new PublishFailed(
                    "the schema registry at %s did not answer (%s); is it up, and ingest.registry-url right?"
                            .formatted(registryUrl, e.getMessage()),
                    e);
        }
    }

    private String refusal(Topic topic, int status) {
        return status == NOT_FOUND
                ? "the schema registry at %s does not know our schema of the subject %s; register the contract's schemas there"
                        .formatted(registryUrl, topic.subject())
                : "the schema registry at %s answered with status %d for the subject %s"
                        .formatted(registryUrl, status, topic.subject());
    }
}
