package io.tickstream.localstack.companyapi;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A company as it was served, for comparison with what became of it.
 *
 * @param index place in the answer, from 0
 * @param sha256 of the {@linkplain CanonicalCompany canonical form}, in hexadecimal; empty if the company breaks the
 *     contract and is to be rejected
 * @param country as served, since sums are by country; empty if the company is to be rejected
 */
public record ServedCompany(int index, Optional<String> sha256, Optional<String> country) {
    /** Checks that both are there, or none. */
    public ServedCompany {
        requireNonNull(sha256, "sha256");
        requireNonNull(country, "country");
        if (sha256.isPresent() != country.isPresent()) {
            throw new IllegalArgumentException(
                    "A company that can be read has a hash and a country, any other neither");
        }
    }

    static ServedCompany readable(int index, String sha256, String country) {
        return new ServedCompany(index, Optional.of(sha256), Optional.of(country));
    }

    static ServedCompany unreadable(int index) {
        return new ServedCompany(index, Optional.empty(), Optional.empty());
    }

    /** Whether it must land; if not, it must be rejected. */
    public boolean isReadable() {
        return sha256.isPresent();
    }
}
