/** Asks the company API, and tells what can be read of its answer from what cannot. */
package io.tickstream.ingest.source;
