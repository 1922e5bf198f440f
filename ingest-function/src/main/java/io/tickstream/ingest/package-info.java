/**
 * The ingest function: every tick it asks a source for companies, publishes them to Kafka and accounts for the tick in
 * a receipt. Here stands what all its parts speak of; begin reading at {@link io.tickstream.ingest.tick.Ticker}.
 */
package io.tickstream.ingest;
