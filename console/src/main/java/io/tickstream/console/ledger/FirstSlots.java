package io.tickstream.console.ledger;

import com.datastax.oss.driver.api.core.cql.Row;
import io.quarkus.cache.CacheResult;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.cassandra.Tables;
import io.tickstream.contract.Table;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Where the ledger begins: what is before is no hole. */
@ApplicationScoped
class FirstSlots {
    /** Whoever makes so many ticks by hand before the first of the clock's has no clock. */
    private static final int LOOKED_AT = 10_000;

    private static final String DAYS = "SELECT DISTINCT day FROM " + Table.TICKS.qualifiedName();
    private static final String OLDEST = "SELECT slot, trigger FROM " + Table.TICKS.qualifiedName()
            + " WHERE day = ? ORDER BY slot ASC LIMIT " + LOOKED_AT;

    private final Tables tables;
    private volatile First known = First.NONE;

    FirstSlots(Tables tables) {
        this.tables = tables;
    }

    /** The slots of the first tick of all, and of the first that a clock made; empty while there is none. */
    record First(Optional<Instant> ofAnyTick, Optional<Instant> ofTheClock) {
        static final First NONE = new First(Optional.empty(), Optional.empty());
    }

    /** Asks until the clock has made one; the ledger's beginning does not move after that. */
    @CacheResult(cacheName = "first-slots")
    First read() throws ServerAway {
        First first = known;
        if (first.ofTheClock().isEmpty()) {
            first = look();
            known = first;
        }
        return first;
    }

    private First look() throws ServerAway {
        Optional<Instant> any = Optional.empty();
        // the keys of the partitions only: one a day
        List<LocalDate> days = tables.rows(DAYS).stream()
                .map(row -> row.getLocalDate("day"))
                .sorted()
                .toList();
        for (LocalDate day : days) {
            for (Row row : tables.rows(OLDEST, day)) {
                any = any.or(() -> Optional.ofNullable(row.getInstant("slot")));
                if (!"manual".equals(row.getString("trigger"))) {
                    return new First(any, Optional.ofNullable(row.getInstant("slot")));
                }
            }
        }
        return new First(any, Optional.empty());
    }
}
