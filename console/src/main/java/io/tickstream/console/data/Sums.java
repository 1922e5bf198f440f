package io.tickstream.console.data;

import com.datastax.oss.driver.api.core.cql.Row;

/**
 * What rollups hold of some companies.
 *
 * @param revenue per year; like investment and valuation without a currency
 */
record Sums(long companies, long employees, double revenue, double investment, double valuation) {
    static final Sums NONE = new Sums(0, 0, 0, 0, 0);

    static final String COLUMNS = "companies, employees, revenue, investment, valuation";

    static Sums of(Row row) {
        return new Sums(
                row.getLong("companies"),
                row.getLong("employees"),
                row.getDouble("revenue"),
                row.getDouble("investment"),
                row.getDouble("valuation"));
    }

    Sums plus(Sums other) {
        return new Sums(
                companies + other.companies,
                employees + other.employees,
                revenue + other.revenue,
                investment + other.investment,
                valuation + other.valuation);
    }
}
