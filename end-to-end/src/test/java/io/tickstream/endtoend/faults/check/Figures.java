package io.tickstream.endtoend.faults.check;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * The simulated figures of a company. They follow from its id by a rule that is fixed for good; this is the rule again,
 * from its description and apart from the function's code, which is checked by it.
 *
 * @param foundedDay days since 1970-01-01
 */
record Figures(
        double revenue, int employees, String sector, int foundedDay, double valuation, double investmentReceived) {
    private static final List<String> SECTORS = List.of("Agriculture", "Finance", "Healthcare", "Retail", "Technology");
    private static final int LAST_DAY = (int) LocalDate.of(1999, 12, 31).toEpochDay();

    /** Those of the company with this id. */
    static Figures of(UUID id) {
        SplitMix numbers = new SplitMix(SplitMix.mix(id.getMostSignificantBits()) ^ id.getLeastSignificantBits());
        double revenue = numbers.amount(10_000, 1_000_000);
        long percent = numbers.from(0, 99);
        long employees = percent < 40
                ? numbers.from(1, 9)
                : percent < 70 ? numbers.from(10, 49) : percent < 90 ? numbers.from(50, 249) : numbers.from(250, 5_000);
        String sector = SECTORS.get((int) numbers.from(0, 4));
        int founded = (int) numbers.from(0, LAST_DAY);
        return new Figures(
                revenue,
                (int) employees,
                sector,
                founded,
                numbers.amount(1_000_000, 10_000_000),
                numbers.amount(100_000, 5_000_000));
    }

    private static final class SplitMix {
        private long state;

        SplitMix(long state) {
            this.state = state;
        }

        double amount(long least, long most) {
            return from(least * 100, most * 100) / 100.0;
        }

        long from(long least, long most) {
            state += 0x9e3779b97f4a7c15L;
            return least + (mix(state) >>> 1) % (most - least + 1);
        }

        static long mix(long value) {
            long once = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
            long twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
            return twice ^ (twice >>> 31);
        }
    }
}
