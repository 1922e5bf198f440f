package io.tickstream.deadletters;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where what is put back goes to.
 *
 * @param kafka the settings of a Kafka client that lead to the broker, bootstrap.servers at least
 * @param function the ingest function, which repeats ticks; empty where it cannot be called
 * @param registry the schema registry, without the path of its Confluent API
 */
public record Servers(Map<String, Object> kafka, Optional<URI> function, URI registry) {
    /** Keeps a copy. */
    public Servers {
        kafka = Map.copyOf(kafka);
    }
}
