package io.tickstream.landing.rollup;

import java.io.Serializable;

/**
 * What is summed of companies. Amounts are hundredths in whole numbers, so that sums do not depend on the order of
 * summing and what was added can be taken away again, to the last digit.
 *
 * @param companies how many
 * @param employees of all of them
 * @param revenue hundredths
 * @param investment hundredths
 * @param valuation hundredths
 */
public record Sums(long companies, long employees, long revenue, long investment, long valuation)
        implements Serializable {
    /** Of no company. */
    public static final Sums NOTHING = new Sums(0, 0, 0, 0, 0);

    /** Beyond, a double does not tell one hundredth from the next. */
    private static final double LARGEST_AMOUNT = 9e13;

    private static final double HUNDREDTHS = 100;

    /** Both together. */
    public Sums plus(Sums other) {
        return new Sums(
                companies + other.companies,
                employees + other.employees,
                revenue + other.revenue,
                investment + other.investment,
                valuation + other.valuation);
    }

    /** This without the other. */
    public Sums minus(Sums other) {
        return new Sums(
                companies - other.companies,
                employees - other.employees,
                revenue - other.revenue,
                investment - other.investment,
                valuation - other.valuation);
    }

    /** An amount as it is summed: 0 for what is no number, or too large for one. */
    public static long hundredths(double amount) {
        return Math.abs(amount) < LARGEST_AMOUNT ? Math.round(amount * HUNDREDTHS) : 0;
    }

    /** A sum as it stands in the tables. */
    public static double amount(long hundredths) {
        return hundredths / HUNDREDTHS;
    }
}
