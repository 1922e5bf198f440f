package io.tickstream.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Where one case draws all that is random about it: the same of the same seed and number. Not thread-safe. */
public final class Draw {
    private static final List<String> AWKWARD = List.of(
            "",
            " ",
            "\t",
            "\n",
            "\0",
            "\"",
            "\\",
            "'",
            "%",
            "%%",
            "%s",
            "%00",
            "%zz",
            "${x}",
            "#{x}",
            "{}",
            "[]",
            "null",
            "NaN",
            "-",
            "--",
            "-0",
            "0",
            "-1",
            "1e400",
            "0x10",
            "١",
            "é",
            "\u202e",
            "\ufeff",
            "\ufffd",
            "\ud83c\udfed",
            "\ud800",
            "\udfff",
            "../",
            "/etc/passwd",
            "http://",
            "<a>",
            "& ;",
            "true",
            "P1D",
            "PT0S",
            ",",
            ":",
            "@");

    private static final long[] EDGES = {
        0,
        1,
        -1,
        2,
        9,
        10,
        59,
        60,
        61,
        127,
        128,
        255,
        256,
        999,
        1000,
        1001,
        1023,
        1024,
        32_767,
        65_535,
        65_536,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L + Integer.MAX_VALUE,
        -1L + Integer.MIN_VALUE,
        253_402_300_799_999L,
        253_402_300_800_000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private final long number;
    private final SplittableRandom random;
    private String shown = "";

    Draw(long seed, long number) {
        this.number = number;
        this.random = new SplittableRandom(mixed(seed, number));
    }

    /** Stafford's 13th mix: neighbouring cases share nothing, as they would if the number were just added. */
    private static long mixed(long seed, long number) {
        long mixed = seed ^ (number + 1) * 0xd1342543de82ef95L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** The case's number, from 0. */
    public long number() {
        return number;
    }

    /** Tells what the case is about, for who reads why it failed. */
    public void shows(String what) {
        shown = what;
    }

    String shown() {
        return shown;
    }

    /** From 0 to less than the bound. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Both ends inclusive. */
    public int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** True once in so many times. */
    public boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    /** Any 64 bits. */
    public long bits() {
        return random.nextLong();
    }

    /** One of them. */
    public <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** One of them. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** A number at which programs break, or any. */
    public long edge() {
        return once(3) ? random.nextLong() : EDGES[random.nextInt(EDGES.length)];
    }

    /** Any bytes, 0 to so many. */
    public byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** What people do not expect in a text, half surrogate pairs and control characters included; rarely very long. */
    public String text() {
        return switch (random.nextInt(8)) {
            case 0 -> of(AWKWARD);
            case 1 -> Long.toString(edge());
            case 2 -> of(AWKWARD).repeat(between(1, once(50) ? 5_000 : 12));
            case 3 -> word() + of(AWKWARD);
            case 4 -> of(AWKWARD) + word() + of(AWKWARD);
            case 5 -> units(between(0, 40));
            default -> word();
        };
    }

    /** Small letters and digits, one or more. */
    public String word() {
        StringBuilder word = new StringBuilder();
        for (int i = between(1, 12); i > 0; i--) {
            word.append("abcdefghijklmnopqrstuvwxyz0123456789".charAt(random.nextInt(36)));
        }
        return word.toString();
    }

    private String units(int length) {
        StringBuilder units = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            units.append((char) random.nextInt(once(3) ? 0x80 : 0x1_0000));
        }
        return units.toString();
    }

    /** The text, changed in one to four places. */
    public String damaged(String valid) {
        StringBuilder text = new StringBuilder(valid);
        for (int i = between(1, 4); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), at + between(0, 3));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, to);
                case 1 -> text.insert(at, of(AWKWARD));
                case 2 -> text.insert(at, text.substring(at, to));
                default -> text.replace(at, to, of(AWKWARD));
            }
        }
        return text.toString();
    }

    /** The bytes, changed in one to six places: bits turned, bytes set, cut out, put in, doubled or cut off. */
    public byte[] damaged(byte[] valid) {
        byte[] bytes = valid;
        for (int i = between(1, 6); i > 0 && bytes.length > 0; i--) {
            bytes = damagedOnce(bytes);
        }
        return bytes;
    }

    private byte[] damagedOnce(byte[] valid) {
        int at = random.nextInt(valid.length);
        int to = Math.min(valid.length, at + between(1, 8));
        byte[] bytes = valid.clone();
        switch (random.nextInt(8)) {
            case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            case 2 -> bytes[at] = (byte) random.nextInt();
            case 3 -> Arrays.fill(bytes, at, to, (byte) 0xff);
            case 4 -> Arrays.fill(bytes, at, to, (byte) 0);
            case 5 ->
                bytes = joined(Arrays.copyOf(valid, at), new byte[0], Arrays.copyOfRange(valid, to, valid.length));
            case 6 -> bytes = joined(Arrays.copyOf(valid, at), bytes(8), Arrays.copyOfRange(valid, at, valid.length));
            default ->
                bytes = once(2)
                        ? Arrays.copyOf(valid, at)
                        : joined(valid, Arrays.copyOfRange(valid, at, to), new byte[0]);
        }
        return bytes;
    }

    private static byte[] joined(byte[] first, byte[] second, byte[] third) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length + third.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        System.arraycopy(third, 0, joined, first.length + second.length, third.length);
        return joined;
    }
}
