package io.tickstream.ingest.source;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * What came over the wire.
 *
 * @param refusedRedirect why a redirect was not followed, in words an operator can act on
 * @param retryAfter how long the source asks to be left alone
 */
record Answer(
        int status,
        Optional<String> contentType,
        Optional<String> refusedRedirect,
        Optional<Duration> retryAfter,
        Body body) {
    /**
     * What the answer says.
     *
     * @param bytes all of them, decompressed, or the first ones if there were more than we read
     * @param size how many bytes it had as far as is known; more than {@code bytes} holds if it was cut off
     * @param damage why it could not be decompressed, in words an operator can act on; {@code bytes} are then as sent
     */
    record Body(ByteBuffer bytes, long size, Optional<String> damage) {
        boolean isWhole() {
            return bytes.remaining() == size;
        }
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the status says that the same request may fare better later. */
    boolean saysNotNow() {
        return status >= 500 || status == 408 || status == 425 || status == 429;
    }
}
