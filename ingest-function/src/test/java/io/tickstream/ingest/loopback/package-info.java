/** What the function talks to, as real servers on the loopback interface: source, registry, Kafka. */
package io.tickstream.ingest.loopback;
