package io.tickstream.console.data;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A company as lists show it.
 *
 * @param slot when its tick was due
 * @param email for the search; not in lists
 */
public record Company(
        UUID id,
        UUID tickId,
        Instant slot,
        String name,
        String country,
        String sector,
        Integer employees,
        Double revenue,
        String website,
        @JsonIgnore String email) {
    static final String COLUMNS =
            "id, tick_id, timestamp_column, name, country, sector, number_of_employees, revenue," + " website, email";

    static Company of(Row row) {
        return new Company(
                row.getUuid("id"),
                row.getUuid("tick_id"),
                row.getInstant("timestamp_column"),
                row.getString("name"),
                row.getString("country"),
                row.getString("sector"),
                row.get("number_of_employees", Integer.class),
                row.get("revenue", Double.class),
                row.getString("website"),
                row.getString("email"));
    }

    /** @param wanted in lower case */
    boolean matches(String wanted) {
        return Stream.of(name, country, sector, email)
                .anyMatch(text -> text != null && text.toLowerCase(Locale.ROOT).contains(wanted));
    }
}
