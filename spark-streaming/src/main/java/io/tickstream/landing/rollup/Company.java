package io.tickstream.landing.rollup;

/**
 * What rollups need of a company as it stands in the table.
 *
 * @param slot its timestamp_column; milliseconds since 1970-01-01T00:00:00Z
 * @param sector null if it has none
 * @param country null if it has none
 */
public record Company(
        long slot, String sector, String country, int employees, double revenue, double investment, double valuation) {

    Sums sums() {
        return new Sums(
                1, employees, Sums.hundredths(revenue), Sums.hundredths(investment), Sums.hundredths(valuation));
    }
}
