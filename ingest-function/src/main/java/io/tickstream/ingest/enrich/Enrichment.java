package io.tickstream.ingest.enrich;

import io.tickstream.ingest.Company;
import io.tickstream.ingest.Company.Figures;
import io.tickstream.ingest.Profile;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/**
 * Adds the simulated figures to a company. They are a pure function of the company's id, so that a repeated tick
 * publishes the same bytes. The function is fixed for good: a change would give stored companies other figures.
 *
 * <p>Numbers are drawn one after the other in the order of {@link #figures}, each from the next value of a SplitMix64
 * sequence (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014) that begins at the id's upper
 * 64 bits, mixed, xor its lower 64 bits. A number from {@code least} to {@code most} is {@code least} plus the value
 * shifted right by one modulo the count of numbers. Money is drawn in cents.
 */
public final class Enrichment {
    private static final List<String> SECTORS = List.of("Agriculture", "Finance", "Healthcare", "Retail", "Technology");
    private static final long LAST_FOUNDING_DAY = LocalDate.of(1999, 12, 31).toEpochDay();

    private Enrichment() {}

    /** The company with its figures. */
    public static Company enrich(Profile profile) {
        return new Company(profile, figures(profile.id()));
    }

    static Figures figures(UUID id) {
        Sequence numbers = Sequence.of(id);
        double revenue = numbers.money(10_000, 1_000_000);
        int employees = employees(numbers);
        String sector = SECTORS.get((int) numbers.between(0, SECTORS.size() - 1));
        LocalDate founded = LocalDate.ofEpochDay(numbers.between(0, LAST_FOUNDING_DAY));
        double valuation = numbers.money(1_000_000, 10_000_000);
        double investmentReceived = numbers.money(100_000, 5_000_000);
        return new Figures(revenue, employees, sector, founded, valuation, investmentReceived);
    }

    /** First the size class (40, 30, 20 and 10 of 100 companies), then a number evenly from within it. */
    private static int employees(Sequence numbers) {
        long percent = numbers.between(0, 99);
        if (percent < 40) {
            return (int) numbers.between(1, 9);
        }
        if (percent < 70) {
            return (int) numbers.between(10, 49);
        }
        if (percent < 90) {
            return (int) numbers.between(50, 249);
        }
        return (int) numbers.between(250, 5_000);
    }

    /** SplitMix64. Ours and not {@link java.util.SplittableRandom}, whose numbers no specification fixes. */
    private static final class Sequence {
        private long state;

        private Sequence(long state) {
            this.state = state;
        }

        static Sequence of(UUID id) {
            return new Sequence(mix(id.getMostSignificantBits()) ^ id.getLeastSignificantBits());
        }

        double money(long least, long most) {
            return between(least * 100, most * 100) / 100.0;
        }

        long between(long least, long most) {
            state += 0x9e3779b97f4a7c15L;
            return least + (mix(state) >>> 1) % (most - least + 1);
        }

        private static long mix(long value) {
            long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
            return mixed ^ (mixed >>> 31);
        }
    }
}
