package io.tickstream.ingest.source;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * What came over the wire.
 *
 * @param location where a redirect points to: scheme and host
 * @param retryAfter how long the source asks to be left alone
 * @param body all bytes, or the first ones if there were more than we read
 * @param size how many bytes the body had as far as is known; more than {@code body} holds if it was cut off
 */
record Answer(
        int status,
        Optional<String> contentType,
        Optional<String> location,
        Optional<Duration> retryAfter,
        ByteBuffer body,
        long size) {
    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the status says that the same request may fare better later. */
    boolean saysNotNow() {
        return status >= 500 || status == 408 || status == 425 || status == 429;
    }

    boolean isWhole() {
        return body.remaining() == size;
    }
}
