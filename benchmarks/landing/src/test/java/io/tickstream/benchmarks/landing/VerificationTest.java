package io.tickstream.benchmarks.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.benchmarks.landing.client.Companies;
import io.tickstream.benchmarks.landing.client.Company;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The benchmark's records, and how it tells one from another. */
class VerificationTest {
    @Test
    void a_seed_makes_the_same_companies_each_time() {
        assertThat(hashes(1)).isEqualTo(hashes(1)).doesNotContainAnyElementsOf(hashes(2));
    }

    @Test
    void ten_companies_are_a_tick() {
        List<Company> companies = new Companies(1).first(30).toList();
        assertThat(companies.stream().collect(Collectors.groupingBy(Company::tickId, Collectors.counting())))
                .hasSize(3)
                .allSatisfy((tick, count) -> assertThat(count).isEqualTo(10));
        assertThat(companies.stream().map(Company::id).distinct()).hasSize(30);
    }

    @Test
    void a_company_has_about_2200_bytes() {
        assertThat(new Companies(1)
                        .first(997)
                        .mapToInt(company -> company.event().toString().getBytes(UTF_8).length)
                        .average()
                        .orElseThrow())
                .isBetween(2_000.0, 3_000.0);
    }

    @Test
    void a_changed_value_changes_the_hash() {
        Object[] sent = new Companies(1).first(1).findFirst().orElseThrow().values();
        long before = Verification.hash(sent);
        sent[4] = sent[4] + " ";
        assertThat(Verification.hash(sent)).isNotEqualTo(before);
    }

    @Test
    void what_moves_to_the_next_column_changes_the_hash() {
        assertThat(Verification.hash(new Object[] {"ab", "c"}))
                .isNotEqualTo(Verification.hash(new Object[] {"a", "bc"}));
    }

    private static List<Long> hashes(long seed) {
        return new Companies(seed)
                .first(100)
                .map(company -> Verification.hash(company.values()))
                .toList();
    }
}
