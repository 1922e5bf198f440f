package io.tickstream.contract;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;

/**
 * How a value stands on the wire: a zero byte, the schema's id in the registry as four bytes big-endian, then Avro's
 * binary encoding. This is Confluent's framing, which every registry's tools read.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html">
 *     Wire format in Confluent's documentation</a>
 */
public final class WireFormat {
    /** The first byte of every framed value. */
    public static final byte MAGIC = 0;

    /** Magic byte and schema id. Unit: bytes. */
    public static final int HEADER_LENGTH = 1 + Integer.BYTES;

    private WireFormat() {}

    /**
     * A value taken out of its frame.
     *
     * @param schemaId the registry's id of the schema that the payload was written with
     * @param payload Avro's binary encoding; shares its bytes with the framed value
     */
    public record Framed(int schemaId, ByteBuffer payload) {}

    /** Puts an Avro payload into its frame. */
    public static byte[] frame(int schemaId, byte[] payload) {
        return ByteBuffer.allocate(HEADER_LENGTH + payload.length)
                .put(MAGIC)
                .putInt(schemaId)
                .put(payload)
                .array();
    }

    /**
     * Takes a value out of its frame.
     *
     * @throws NotFramed if the value is null (a tombstone), shorter than the frame or begins with another byte
     */
    public static Framed unframe(byte[] value) throws NotFramed {
        if (value == null) {
            throw new NotFramed("the value is null, a tombstone, which this topic never holds");
        }
        if (value.length < HEADER_LENGTH) {
            throw new NotFramed("the value has %d bytes, fewer than the %d of the magic byte and the schema id"
                    .formatted(value.length, HEADER_LENGTH));
        }
        if (value[0] != MAGIC) {
            throw new NotFramed("the value begins with 0x%02x instead of the magic byte 0x00".formatted(value[0]));
        }
        ByteBuffer buffer = ByteBuffer.wrap(value);
        buffer.get();
        int schemaId = buffer.getInt();
        return new Framed(schemaId, buffer.slice());
    }

    /** The value is not in Confluent's framing; the message says how it differs. */
    public static final class NotFramed extends Exception {
        private static final long serialVersionUID = 1;

        NotFramed(String message) {
            super(requireNonNull(message));
        }
    }
}
