/** The tick itself: gate, source, broker and receipt, one after the other, one tick at a time. */
package io.tickstream.ingest.tick;
