package io.tickstream.landing;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary encoding, read from bytes that nobody vouches for. Avro's own decoder believes a length and allocates
 * it, so a payload of ten bytes can ask for 2 GB; it also replaces malformed UTF-8, which Cassandra then stores
 * altered. Here a length beyond the bytes at hand, a number with too many bytes and malformed text are errors, and all
 * items of all arrays and maps together are at most as many as the payload has bytes. Nor are a value's parts that take
 * no bytes (nulls, records without fields, records of those) without end, though a small schema can say so: fields of
 * two records each, thirty levels deep, are a billion parts.
 */
final class PayloadDecoder extends Decoder {
    private static final int INT_BYTES = 5;
    private static final int LONG_BYTES = 10;

    /** Parts of values that nobody wants: so many in any case, and so many more for each byte. */
    private static final int PARTS = 100_000;

    private static final int PARTS_A_BYTE = 8;

    private static final VarHandle FOUR_BYTES =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private int position;
    private long itemsLeft;
    private long partsLeft;

    /** @param start where in the bytes the payload begins; it ends with them */
    PayloadDecoder(byte[] bytes, int start) {
        this.bytes = bytes;
        this.position = start;
        this.itemsLeft = remaining();
        this.partsLeft = PARTS + (long) PARTS_A_BYTE * remaining();
    }

    /** Bytes not yet read. */
    int remaining() {
        return bytes.length - position;
    }

    /** The next bytes, shared with the payload. */
    ByteBuffer takeBytes() throws IOException {
        int length = length();
        return ByteBuffer.wrap(bytes, advance(length), length);
    }

    /** The next text in UTF-8, shared with the payload. */
    ByteBuffer takeText() throws IOException {
        ByteBuffer text = takeBytes();
        if (!Utf8Text.isValid(bytes, text.position(), text.limit())) {
            throw new IOException("A text is not UTF-8");
        }
        return text;
    }

    /**
     * Goes past a value that nobody wants.
     *
     * @param schema what it was written with
     */
    void skip(Schema schema) throws IOException {
        if (--partsLeft < 0) {
            throw new IOException("The schema makes far more parts of the payload than it has bytes");
        }
        switch (schema.getType()) {
            case RECORD -> {
                for (Schema.Field field : schema.getFields()) {
                    skip(field.schema());
                }
            }
            case ARRAY -> {
                for (long items = skipArray(); items > 0; items = skipArray()) {
                    for (long item = 0; item < items; item++) {
                        skip(schema.getElementType());
                    }
                }
            }
            case MAP -> {
                for (long items = skipMap(); items > 0; items = skipMap()) {
                    for (long item = 0; item < items; item++) {
                        skipString();
                        skip(schema.getValueType());
                    }
                }
            }
            case UNION -> skip(branch(schema.getTypes()));
            case FIXED -> skipFixed(schema.getFixedSize());
            case STRING, BYTES -> advance(length());
            case ENUM, INT -> readInt();
            case LONG -> readLong();
            case FLOAT -> advance(Float.BYTES);
            case DOUBLE -> advance(Double.BYTES);
            case BOOLEAN -> readBoolean();
            case NULL -> readNull();
        }
    }

    /** The branch of a union that comes next. */
    <T> T branch(List<T> branches) throws IOException {
        int branch = readIndex();
        if (branch < 0 || branch >= branches.size()) {
            throw new IOException("A union has no branch %d".formatted(branch));
        }
        return branches.get(branch);
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        byte value = bytes[advance(1)];
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
        return Float.intBitsToFloat((int) FOUR_BYTES.get(bytes, advance(Float.BYTES)));
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble((long) EIGHT_BYTES.get(bytes, advance(Double.BYTES)));
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        return new Utf8(readString());
    }

    @Override
    public String readString() throws IOException {
        ByteBuffer text = takeText();
        return new String(bytes, text.position(), text.remaining(), StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws IOException {
        advance(length());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        ByteBuffer taken = takeBytes();
        return ByteBuffer.allocate(taken.remaining()).put(taken).flip();
    }

    @Override
    public void skipBytes() throws IOException {
        advance(length());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws IOException {
        System.arraycopy(bytes, advance(length), target, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        advance(length);
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
            advance(length());
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
            byte next = bytes[advance(1)];
            value |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("A number has more than %d bytes".formatted(mostBytes));
    }

    /** A length that the bytes at hand can have. */
    private int length() throws IOException {
        long length = readLong();
        if (length < 0) {
            throw new IOException("A length is negative");
        }
        if (length > remaining()) {
            throw ended(length);
        }
        return (int) length;
    }

    /** Goes past the next bytes; returns where they begin. */
    private int advance(int length) throws IOException {
        if (length > remaining()) {
            throw ended(length);
        }
        int begin = position;
        position += length;
        return begin;
    }

    private EOFException ended(long wanted) {
        return new EOFException(
                "The payload ends within a value: %d bytes wanted, %d left".formatted(wanted, remaining()));
    }
}
