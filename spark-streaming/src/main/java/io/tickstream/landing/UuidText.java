package io.tickstream.landing;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A UUID's usual text: 32 hexadecimal digits in five groups. Java's own parser also takes "1-1-1-1-1". */
final class UuidText {
    private static final int LENGTH = 36;
    private static final int[] HYPHENS = {8, 13, 18, 23};
    private static final int RADIX = 16;

    /** More than any group: none has more than twelve digits. */
    private static final long NO_NUMBER = 1L << 48;

    private UuidText() {}

    /** Returns the UUID's 16 bytes, or empty if the text is none. */
    static Optional<ByteBuffer> bytes(ByteBuffer text) {
        if (text.remaining() != LENGTH) {
            return Optional.empty();
        }
        int start = text.position();
        for (int hyphen : HYPHENS) {
            if (text.get(start + hyphen) != '-') {
                return Optional.empty();
            }
        }
        long first = hexadecimal(text, start, start + 8);
        long second = hexadecimal(text, start + 9, start + 13);
        long third = hexadecimal(text, start + 14, start + 18);
        long fourth = hexadecimal(text, start + 19, start + 23);
        long fifth = hexadecimal(text, start + 24, start + 36);
        if ((first | second | third | fourth | fifth) >= NO_NUMBER) {
            return Optional.empty();
        }
        return Optional.of(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(0, first << 32 | second << 16 | third)
                .putLong(Long.BYTES, fourth << 48 | fifth));
    }

    private static long hexadecimal(ByteBuffer text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.get(i), RADIX);
            if (digit < 0) {
                return NO_NUMBER;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
