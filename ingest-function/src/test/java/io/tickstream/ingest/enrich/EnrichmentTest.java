package io.tickstream.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.tickstream.contract.Identity;
import io.tickstream.ingest.Company.Figures;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnrichmentTest {
    private static final UUID TICK = UUID.fromString("0b1755dc-f6d5-5553-bc78-af4dd0f5f460");
    private static final List<Figures> MANY = IntStream.range(0, 20_000)
            .mapToObj(index -> Enrichment.figures(Identity.company(TICK, index)))
            .toList();

    /** Golden values, computed from the class's specification by a program in Python. */
    @Test
    void gives_a_stored_company_the_figures_that_it_was_stored_with() {
        assertThat(figures("15d4fca3-c39c-50ba-bceb-0dc11cc408fd"))
                .isEqualTo(new Figures(
                        900_039.68, 166, "Agriculture", LocalDate.of(1982, 8, 12), 2_225_995.0, 4_935_144.2));
        assertThat(figures("333e4ae9-5325-5417-b523-5a918029320e"))
                .isEqualTo(new Figures(730_778.55, 5, "Retail", LocalDate.of(1993, 7, 4), 8_105_761.56, 3_369_122.73));
        assertThat(figures("00000000-0000-0000-0000-000000000000"))
                .isEqualTo(
                        new Figures(73_226.96, 49, "Healthcare", LocalDate.of(1970, 2, 5), 9_770_840.49, 1_374_024.16));
        assertThat(figures("ffffffff-ffff-ffff-ffff-ffffffffffff"))
                .isEqualTo(new Figures(
                        179_113.9, 173, "Healthcare", LocalDate.of(1996, 10, 28), 3_185_221.81, 3_829_911.14));
    }

    @Test
    void keeps_every_figure_within_its_range() {
        assertThat(MANY).allSatisfy(figures -> {
            assertThat(figures.revenue()).isBetween(10_000.0, 1_000_000.0);
            assertThat(figures.employees()).isBetween(1, 5_000);
            assertThat(figures.founded()).isBetween(LocalDate.of(1970, 1, 1), LocalDate.of(1999, 12, 31));
            assertThat(figures.valuation()).isBetween(1_000_000.0, 10_000_000.0);
            assertThat(figures.investmentReceived()).isBetween(100_000.0, 5_000_000.0);
        });
    }

    @Test
    void rounds_money_to_cents() {
        assertThat(MANY).allSatisfy(figures -> assertThat(
                        List.of(figures.revenue(), figures.valuation(), figures.investmentReceived()))
                .allSatisfy(money -> assertThat(new BigDecimal(Double.toString(money))
                                .stripTrailingZeros()
                                .scale())
                        .isLessThanOrEqualTo(2)));
    }

    @Test
    void spreads_the_companies_over_all_sizes_and_sectors() {
        Map<String, Integer> sizes = new HashMap<>();
        Map<String, Integer> sectors = new HashMap<>();
        for (Figures figures : MANY) {
            sizes.merge(sizeOf(figures.employees()), 1, Integer::sum);
            sectors.merge(figures.sector(), 1, Integer::sum);
        }

        assertThat(sizes.get("1-9")).isBetween(7_700, 8_300);
        assertThat(sizes.get("10-49")).isBetween(5_700, 6_300);
        assertThat(sizes.get("50-249")).isBetween(3_750, 4_250);
        assertThat(sizes.get("250+")).isBetween(1_800, 2_200);
        assertThat(sectors.keySet())
                .containsExactlyInAnyOrder("Agriculture", "Finance", "Healthcare", "Retail", "Technology");
        assertThat(sectors.values()).allSatisfy(count -> assertThat(count).isBetween(3_750, 4_250));
    }

    @Test
    void spreads_money_evenly() {
        assertThat(MANY.stream().mapToDouble(Figures::revenue).average())
                .hasValueCloseTo(505_000.0, withinPercentage(2));
        assertThat(MANY.stream().mapToDouble(Figures::valuation).average())
                .hasValueCloseTo(5_500_000.0, withinPercentage(2));
        assertThat(MANY.stream().mapToDouble(Figures::investmentReceived).average())
                .hasValueCloseTo(2_550_000.0, withinPercentage(2));
    }

    private static Figures figures(String id) {
        return Enrichment.figures(UUID.fromString(id));
    }

    private static String sizeOf(int employees) {
        if (employees < 10) {
            return "1-9";
        }
        if (employees < 50) {
            return "10-49";
        }
        return employees < 250 ? "50-249" : "250+";
    }
}
