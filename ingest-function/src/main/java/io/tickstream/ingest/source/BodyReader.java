package io.tickstream.ingest.source;

import io.tickstream.ingest.Rejection;
import io.tickstream.ingest.source.Answer.Body;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Reads a body, compressed or not, up to a limit that holds for what came as well as for what it decompresses to: a
 * body without an end, and a few bytes that swell to gigabytes, cost no more than the limit.
 */
final class BodyReader {
    /** What we ask for. Others would need libraries, some of them native. */
    static final String ACCEPTED = "gzip";

    private final int maxBytes;
    private final String encoding;
    private final long announced;
    private final CappedBytes received;

    /**
     * @param encoding the header Content-Encoding
     * @param announced the header Content-Length; 0 or less if there is none
     */
    BodyReader(int maxBytes, Optional<String> encoding, long announced) {
        this.maxBytes = maxBytes;
        this.encoding = encoding.orElse("").strip().toLowerCase(Locale.ROOT);
        this.announced = announced;
        // of a body that is known to be too large, no more is read than a rejection keeps
        int limit = announced > maxBytes ? Math.min(maxBytes, Rejection.MAX_PAYLOAD) : maxBytes;
        this.received = new CappedBytes(limit, announced);
    }

    /**
     * Takes what came next.
     *
     * @return whether more is wanted
     */
    boolean read(byte[] bytes) {
        received.add(bytes);
        return !received.isOver();
    }

    /** What was read, decompressed. */
    Body body() {
        if (received.isOver()) {
            return asReceived(Math.max(received.seen(), announced), Optional.empty());
        }
        return switch (encoding) {
            case "", "identity" -> asReceived(received.seen(), Optional.empty());
            case "gzip", "x-gzip" -> received.seen() == 0 ? asReceived(0, Optional.empty()) : decompressed();
            default ->
                damaged("the answer is encoded in a way that was not asked for; only gzip and identity are read");
        };
    }

    private Body decompressed() {
        CappedBytes plain = new CappedBytes(maxBytes, received.seen() * 4);
        try (GZIPInputStream gzip = new GZIPInputStream(received.stream())) {
            plain.addAll(gzip);
            return new Body(plain.bytes(), plain.seen(), Optional.empty());
        } catch (IOException e) {
            return damaged(
                    "the answer is said to be compressed by gzip, but cannot be decompressed: " + e.getMessage());
        }
    }

    private Body damaged(String why) {
        return asReceived(received.seen(), Optional.of(why));
    }

    private Body asReceived(long size, Optional<String> damage) {
        return new Body(received.bytes(), size, damage);
    }
}
