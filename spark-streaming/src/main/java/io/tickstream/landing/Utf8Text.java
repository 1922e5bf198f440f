package io.tickstream.landing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whether bytes are UTF-8, which Cassandra insists on: one text that is not would make it refuse a whole batch. */
final class Utf8Text {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Set in every byte that is not ASCII. */
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private Utf8Text() {}

    /** By the table of well-formed byte sequences, 3-7 in the Unicode Standard. */
    static boolean isValid(byte[] bytes, int from, int to) {
        int at = from;
        while (true) {
            at = afterAscii(bytes, at, to);
            if (at == to) {
                return true;
            }
            int length = lengthOfSequence(bytes, at, to);
            if (length == 0) {
                return false;
            }
            at += length;
        }
    }

    private static int afterAscii(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES && ((long) EIGHT_BYTES.get(bytes, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Of a character beyond ASCII: 2 to 4 bytes, or 0 if it is malformed or cut off. */
    private static int lengthOfSequence(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xff;
        int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (length == 0 || to - at < length) {
            return 0;
        }
        int second = bytes[at + 1] & 0xff;
        // longer than need be (after e0, f0), a surrogate (ed), or beyond U+10FFFF (f4)
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
