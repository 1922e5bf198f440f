package io.tickstream.ingest.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Bytes up to a limit. What comes after is counted, not kept. */
final class CappedBytes {
    private static final int FIRST_CAPACITY = 8 * 1024;

    private final Kept kept;
    private final int limit;
    private long seen;

    /**
     * @param limit how many are kept
     * @param expected how many will come, as far as is known
     */
    CappedBytes(int limit, long expected) {
        this.kept = new Kept((int) Math.min(limit, Math.max(FIRST_CAPACITY, expected)));
        this.limit = limit;
    }

    void add(byte[] bytes) {
        add(bytes, bytes.length);
    }

    /** Reads the stream to its end, or until there is more than the limit. */
    void addAll(InputStream stream) throws IOException {
        byte[] chunk = new byte[FIRST_CAPACITY];
        for (int read = stream.read(chunk); read >= 0 && !isOver(); read = stream.read(chunk)) {
            add(chunk, read);
        }
    }

    private void add(byte[] bytes, int length) {
        seen += length;
        kept.write(bytes, 0, Math.min(length, limit - kept.size()));
    }

    /** Whether there was more than the limit. */
    boolean isOver() {
        return seen > limit;
    }

    /** How many came. */
    long seen() {
        return seen;
    }

    ByteBuffer bytes() {
        return kept.view();
    }

    InputStream stream() {
        return kept.stream();
    }

    /** Gives its bytes without copying them: they may be tens of megabytes. */
    private static final class Kept extends ByteArrayOutputStream {
        Kept(int capacity) {
            super(capacity);
        }

        synchronized ByteBuffer view() {
            return ByteBuffer.wrap(buf, 0, count);
        }

        synchronized InputStream stream() {
            return new ByteArrayInputStream(buf, 0, count);
        }
    }
}
