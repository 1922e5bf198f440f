package io.tickstream.benchmarks.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.benchmarks.landing.client.Companies;
import io.tickstream.benchmarks.landing.client.Company;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Whether a table holds just the rows that were sent, byte for byte. */
final class Verification {
    private static final int ID = Company.COLUMNS.indexOf("id");
    private static final int PAGE_ROWS = 500;

    private final Map<UUID, Long> hashes = new HashMap<>();

    Verification(Companies companies, int records) {
        companies.first(records).forEach(company -> hashes.put(company.id(), hash(company.values())));
        if (hashes.size() != records) {
            throw new IllegalStateException("Two companies have one id");
        }
    }

    /**
     * Reads the whole table.
     *
     * @return how many rows it holds, each once and as it was sent
     * @throws IllegalStateException if a row is missing, strange, doubled or altered
     */
    int check(CqlSession session, String table) {
        Set<UUID> missing = new HashSet<>(hashes.keySet());
        Object[] values = new Object[Company.COLUMNS.size()];
        for (Row row : session.execute(
                SimpleStatement.newInstance("SELECT %s FROM %s".formatted(String.join(", ", Company.COLUMNS), table))
                        .setPageSize(PAGE_ROWS)
                        .setTimeout(Duration.ofSeconds(60)))) {
            for (int i = 0; i < values.length; i++) {
                values[i] = row.getObject(i);
            }
            UUID id = row.getUuid(ID);
            if (!missing.remove(id)) {
                throw new IllegalStateException("%s holds company %s twice, or it was never sent".formatted(table, id));
            }
            if (hashes.get(id) != hash(values)) {
                throw new IllegalStateException("%s holds company %s, but not as it was sent".formatted(table, id));
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("%s lacks %d of %d companies, such as %s"
                    .formatted(
                            table,
                            missing.size(),
                            hashes.size(),
                            missing.iterator().next()));
        }
        return hashes.size();
    }

    /** FNV-1a, 64 bits, over the texts of the values. */
    static long hash(Object[] values) {
        long hash = 0xcbf29ce484222325L;
        for (Object value : values) {
            String text = String.valueOf(value);
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
            }
            hash = (hash ^ 0xffff) * 0x100000001b3L; // no character, so that no two rows differ in their borders alone
        }
        return hash;
    }
}
