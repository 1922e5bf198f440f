package io.tickstream.landing.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RollupTest {
    @ParameterizedTest
    @CsvSource({"-1, below 10", "9, below 10", "10, 10-49", "49, 10-49", "50, 50-249", "249, 50-249", "250, 250+"})
    void companies_have_a_size_by_their_employees(int employees, String size) {
        assertThat(sumsOf(company("Retail", employees, 1)).groups()).containsKey(new Group(Dimension.SIZE, size));
    }

    @Test
    void a_company_without_a_sector_is_of_an_unknown_one() {
        Group unknown = new Group(Dimension.SECTOR, "unknown");
        assertThat(sumsOf(company("", 1, 1)).groups()).containsKey(unknown);
        assertThat(sumsOf(company(null, 1, 1)).groups()).containsKey(unknown);
    }

    /** Cassandra takes no key beyond 64 KiB. */
    @Test
    void a_text_without_end_is_cut_between_two_characters() {
        String pair = "\uD83C\uDF0D";
        Rollup sums = sumsOf(company("x" + pair.repeat(40_000), 1, 1));
        assertThat(sums.groups()).containsKey(new Group(Dimension.SECTOR, "x" + pair.repeat(99)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300})
    void what_is_no_amount_is_not_summed(double amount) {
        Rollup sums = sumsOf(company("Retail", 1, amount));
        sums.add(company("Retail", 1, 0.1));
        assertThat(sums.groups().get(new Group(Dimension.SECTOR, "Retail"))).isEqualTo(new Sums(2, 2, 10, 10, 10));
    }

    /** 0.1 ten times is not 1 in doubles. */
    @Test
    void sums_do_not_depend_on_the_order_and_can_be_taken_away_again() {
        Rollup sums = new Rollup();
        for (int i = 0; i < 10; i++) {
            sums.add(company("Retail", 1, 0.1));
        }
        Group retail = new Group(Dimension.SECTOR, "Retail");
        assertThat(Sums.amount(sums.groups().get(retail).revenue())).isEqualTo(1.0);
        sums.replace(sumsOf(company("Retail", 1, 0.1)), new Rollup());
        assertThat(sums.groups().get(retail).revenue()).isEqualTo(90);
        Rollup all = new Rollup();
        all.add(sums);
        sums.replace(all, new Rollup());
        assertThat(sums).isEqualTo(new Rollup());
    }

    private static Rollup sumsOf(Company company) {
        Rollup rollup = new Rollup();
        rollup.add(company);
        return rollup;
    }

    private static Company company(String sector, int employees, double amount) {
        return new Company(0, sector, "Chile", employees, amount, amount, amount);
    }
}
