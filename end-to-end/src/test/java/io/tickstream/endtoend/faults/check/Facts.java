package io.tickstream.endtoend.faults.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a row or an event says of a company, small enough to be held by the hundred thousand.
 *
 * @param slot null if it says none, which no row of the job's does
 * @param sha256 of what the API said; see {@link io.tickstream.localstack.companyapi.CanonicalCompany}
 */
record Facts(UUID tick, UUID id, Instant slot, String sha256, String country, Figures figures) {
    /** In which way this differs from what it must be; empty if in none. */
    List<String> differencesTo(Facts expected) {
        List<String> differences = new ArrayList<>();
        if (!sha256.equals(expected.sha256)) {
            differences.add("what the API said");
        }
        if (!country.equals(expected.country)) {
            differences.add("country");
        }
        if (slot == null || !slot.equals(expected.slot)) {
            differences.add("timestamp_column %s instead of %s".formatted(slot, expected.slot));
        }
        differences.addAll(differences(figures, expected.figures));
        return differences;
    }

    private static List<String> differences(Figures found, Figures expected) {
        List<String> differences = new ArrayList<>();
        compare(differences, "revenue", found.revenue(), expected.revenue());
        compare(differences, "number_of_employees", found.employees(), expected.employees());
        compare(differences, "sector", found.sector(), expected.sector());
        compare(differences, "founded_date", found.foundedDay(), expected.foundedDay());
        compare(differences, "valuation", found.valuation(), expected.valuation());
        compare(differences, "investment_received", found.investmentReceived(), expected.investmentReceived());
        return differences;
    }

    private static void compare(List<String> differences, String column, Object found, Object expected) {
        if (!expected.equals(found)) {
            differences.add("%s %s instead of %s".formatted(column, found, expected));
        }
    }
}
