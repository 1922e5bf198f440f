package io.tickstream.ingest;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;

/** A company as published: what the source says of it, and what we simulate since no source says it. */
public record Company(Profile profile, Figures figures) {
    public Company {
        requireNonNull(profile, "profile");
        requireNonNull(figures, "figures");
    }

    /**
     * What we simulate. Money has no currency.
     *
     * @param revenue a year, 10,000 to 1,000,000, in whole cents
     * @param employees 1 to 5,000
     * @param sector one of five
     * @param founded from 1970-01-01 to 1999-12-31
     * @param valuation 1,000,000 to 10,000,000, in whole cents
     * @param investmentReceived 100,000 to 5,000,000, in whole cents
     */
    public record Figures(
            double revenue,
            int employees,
            String sector,
            LocalDate founded,
            double valuation,
            double investmentReceived) {}
}
