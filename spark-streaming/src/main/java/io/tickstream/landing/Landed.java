package io.tickstream.landing;

import java.io.Serializable;

/**
 * How many rows were written; a row that is written again counts again.
 *
 * @param companies rows of table companies_created, 0 or more
 * @param ticks rows of table ticks, 0 or more
 * @param rejections rows of table rejected, 0 or more
 */
record Landed(long companies, long ticks, long rejections) implements Serializable {
    static final Landed NOTHING = new Landed(0, 0, 0);

    Landed plus(Landed other) {
        return new Landed(companies + other.companies, ticks + other.ticks, rejections + other.rejections);
    }

    Landed plus(LandedTable table) {
        return switch (table) {
            case COMPANIES -> new Landed(companies + 1, ticks, rejections);
            case TICKS -> new Landed(companies, ticks + 1, rejections);
            case REJECTED -> new Landed(companies, ticks, rejections + 1);
        };
    }

    @Override
    public String toString() {
        return "%d companies, %d ticks, %d rejections".formatted(companies, ticks, rejections);
    }
}
