package io.tickstream.ingest.trigger;

import java.time.Instant;
import java.util.Optional;

/**
 * A CloudEvent that asks for a tick, as far as a tick depends on it.
 *
 * @param source who sent it, a URI reference; together with the id it names the event
 * @param time when it happened, which its retries keep
 */
record TriggerEvent(String type, String source, String id, Optional<Instant> time) {
    /** What Knative's PingSource sends. */
    static final String PING = "dev.knative.sources.ping";

    boolean isPing() {
        return type.equals(PING);
    }

    /** What names the event among those of all senders. */
    String name() {
        return source + " " + id;
    }
}
