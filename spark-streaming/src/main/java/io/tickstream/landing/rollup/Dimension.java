package io.tickstream.landing.rollup;

import java.util.Locale;

/** By what companies are summed. */
public enum Dimension {
    /** The company's sector. */
    SECTOR,
    /** The company's country. */
    COUNTRY,
    /** The class of its number of employees. */
    SIZE;

    /** What stands for a value that a company does not have. */
    static final String UNKNOWN = "unknown";

    /** Longer texts are cut: a clustering column has an end at 64 KiB, where Cassandra would refuse the batch. */
    static final int LONGEST = 200;

    /** As in the tables. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The dimension of that name in the tables. */
    public static Dimension coded(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** A sector or a country as it stands in the tables. */
    static String label(String text) {
        if (text == null || text.isEmpty()) {
            return UNKNOWN;
        }
        if (text.length() <= LONGEST) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(LONGEST - 1));
        return text.substring(0, splitsPair ? LONGEST - 1 : LONGEST);
    }

    /** The class of a number of employees. */
    static String sizeOf(int employees) {
        if (employees < 10) {
            return "below 10";
        }
        if (employees < 50) {
            return "10-49";
        }
        return employees < 250 ? "50-249" : "250+";
    }
}
