package io.tickstream.ingest;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A company as the source describes it. Lengths and meanings of the fields stand in the contract's company.avsc.
 *
 * @param id follows from the tick and the company's place in the answer
 * @param sourceId the source's own id, a counter within one answer; never a key
 * @param addresses JSON text of an array, every member as sent
 * @param contact JSON text of an object, every member as sent; personal data, never to be logged
 */
public record Profile(
        UUID id,
        OptionalLong sourceId,
        String name,
        Optional<String> email,
        Optional<String> vat,
        Optional<String> phone,
        String country,
        Optional<String> addresses,
        Optional<String> website,
        Optional<String> image,
        Optional<String> contact) {
    public Profile {
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(country, "country");
    }

    /** Names the company by its id alone: everything else is somebody's data. */
    @Override
    public String toString() {
        return "Profile[" + id + "]";
    }
}
