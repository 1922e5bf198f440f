package io.tickstream.landing;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary encoding, read from bytes that nobody vouches for. Avro's own decoder believes a length and allocates
 * it, so a payload of ten bytes can ask for 2 GB; it also replaces malformed UTF-8, which Cassandra then stores
 * altered. Here a length beyond the bytes at hand, a number with too many bytes and malformed text are errors, and all
 * items of all arrays and maps together are at most as many as the payload has bytes.
 */
final class PayloadDecoder extends Decoder {
    private static final int INT_BYTES = 5;
    private static final int LONG_BYTES = 10;

    private final ByteBuffer payload;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private long itemsLeft;

    PayloadDecoder(ByteBuffer payload) {
        this.payload = payload.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.itemsLeft = payload.remaining();
    }

    /** Bytes not yet read. */
    int remaining() {
        return payload.remaining();
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        byte value = ahead(1).get();
        if (value != 0 && value != 1) {
            throw new IOException("A boolean is neither 0 nor 1");
        }
        return value == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readVariableLength(INT_BYTES);
        if (value >>> Integer.SIZE != 0) {
            throw new IOException("An int has more than 32 bits");
        }
        int zigZag = (int) value;
        return (zigZag >>> 1) ^ -(zigZag & 1);
    }

    @Override
    public long readLong() throws IOException {
        long zigZag = readVariableLength(LONG_BYTES);
        return (zigZag >>> 1) ^ -(zigZag & 1);
    }

    @Override
    public float readFloat() throws IOException {
        return ahead(Float.BYTES).getFloat();
    }

    @Override
    public double readDouble() throws IOException {
        return ahead(Double.BYTES).getDouble();
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        return new Utf8(readString());
    }

    @Override
    public String readString() throws IOException {
        ByteBuffer text = take(readLong());
        try {
            return utf8.decode(text).toString();
        } catch (CharacterCodingException e) {
            throw new IOException("A text is not UTF-8", e);
        }
    }

    @Override
    public void skipString() throws IOException {
        take(readLong());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        ByteBuffer bytes = take(readLong());
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    @Override
    public void skipBytes() throws IOException {
        take(readLong());
    }

    @Override
    public void readFixed(byte[] bytes, int start, int length) throws IOException {
        ahead(length).get(bytes, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        take(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return readBlock();
    }

    @Override
    public long arrayNext() throws IOException {
        return readBlock();
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws IOException {
        return readBlock();
    }

    @Override
    public long mapNext() throws IOException {
        return readBlock();
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    /** A block's number of items; where it is negative, the block's length in bytes follows. */
    private long readBlock() throws IOException {
        long items = readLong();
        if (items < 0) {
            readLong();
            items = -items;
        }
        return claim(items);
    }

    /** Skips the blocks that say how long they are; returns the items of the first that does not. */
    private long skipBlocks() throws IOException {
        long items = readLong();
        while (items < 0) {
            take(readLong());
            items = readLong();
        }
        return claim(items);
    }

    private long claim(long items) throws IOException {
        // Long.MIN_VALUE has no positive counterpart
        if (items < 0 || items > itemsLeft) {
            throw new IOException("An array or a map claims more items than the payload has bytes");
        }
        itemsLeft -= items;
        return items;
    }

    private long readVariableLength(int mostBytes) throws IOException {
        long value = 0;
        for (int i = 0; i < mostBytes; i++) {
            byte next = ahead(1).get();
            value |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("A number has more than %d bytes".formatted(mostBytes));
    }

    private ByteBuffer take(long length) throws IOException {
        if (length < 0) {
            throw new IOException("A length is negative");
        }
        ByteBuffer taken = ahead(length).slice(payload.position(), (int) length);
        payload.position(payload.position() + (int) length);
        return taken;
    }

    private ByteBuffer ahead(long length) throws EOFException {
        if (length > payload.remaining()) {
            throw new EOFException(
                    "The payload ends within a value: %d bytes wanted, %d left".formatted(length, payload.remaining()));
        }
        return payload;
    }
}
