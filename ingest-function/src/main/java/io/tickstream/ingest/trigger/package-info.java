/** What calls a tick: the function's own schedule, and people over HTTP. */
package io.tickstream.ingest.trigger;
