package io.tickstream.endtoend.faults.check;

/**
 * What is summed of companies; amounts in hundredths.
 */
record Sums(long companies, long employees, long revenue, long investment, long valuation) {
    static final Sums NOTHING = new Sums(0, 0, 0, 0, 0);

    static Sums of(Figures figures) {
        return new Sums(
                1,
                figures.employees(),
                hundredths(figures.revenue()),
                hundredths(figures.investmentReceived()),
                hundredths(figures.valuation()));
    }

    static long hundredths(double amount) {
        return Math.round(amount * 100);
    }

    Sums plus(Sums other) {
        return new Sums(
                companies + other.companies,
                employees + other.employees,
                revenue + other.revenue,
                investment + other.investment,
                valuation + other.valuation);
    }

    @Override
    public String toString() {
        return "%d companies, %d employees, revenue %.2f, investment %.2f, valuation %.2f"
                .formatted(companies, employees, revenue / 100.0, investment / 100.0, valuation / 100.0);
    }
}
