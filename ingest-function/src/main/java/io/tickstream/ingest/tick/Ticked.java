package io.tickstream.ingest.tick;

import io.tickstream.ingest.Receipt;
import java.time.Duration;
import java.util.Optional;

/**
 * A tick that is over.
 *
 * @param retryAfter when the source would like to be asked again, if it said so
 */
public record Ticked(Receipt receipt, Optional<Duration> retryAfter) {}
