package io.tickstream.endtoend.faults.check;

import java.util.Locale;

/** By what companies are summed, and under which value each counts; as 009-rollups.cql says. */
public enum SummedBy {
    /** The company's sector. */
    SECTOR,
    /** The company's country. */
    COUNTRY,
    /** The class of its number of employees. */
    SIZE;

    private static final int LONGEST = 200;

    /** As in the tables. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Under which value a company counts. */
    public String value(String sector, String country, int employees) {
        return switch (this) {
            case SECTOR -> text(sector);
            case COUNTRY -> text(country);
            case SIZE ->
                employees >= 250 ? "250+" : employees >= 50 ? "50-249" : employees >= 10 ? "10-49" : "below 10";
        };
    }

    private static String text(String value) {
        if (value == null || value.isEmpty()) {
            return "unknown";
        }
        if (value.length() <= LONGEST) {
            return value;
        }
        // half of a surrogate pair is no text
        return value.substring(0, Character.isHighSurrogate(value.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
    }
}
