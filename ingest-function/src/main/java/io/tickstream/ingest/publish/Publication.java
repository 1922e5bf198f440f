package io.tickstream.ingest.publish;

import java.util.Optional;

/**
 * What came of publishing a tick's records.
 *
 * @param published companies that the broker has acknowledged
 * @param rejected rejections that the broker has acknowledged
 * @param failure why it is not all of them, in words an operator can act on
 */
public record Publication(int published, int rejected, Optional<String> failure) {}
