package io.tickstream.console.data;

import com.datastax.oss.driver.api.core.cql.Row;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.cache.CacheResult;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.cassandra.Tables;
import io.tickstream.contract.Table;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The companies as they landed: the newest by the index {@code landed}, each from its tick's partition. */
@ApplicationScoped
public class Companies {
    /** How many of the newest are looked at. */
    static final int SEARCHED = 1_000;

    /** How far back the newest are looked for: a weekend's pause and more. Unit: days. */
    private static final int DAYS_BACK = 7;

    private static final String NEWEST_TICKS =
            "SELECT tick_id, rows FROM " + Table.LANDED.qualifiedName() + " WHERE day = ? LIMIT ?";
    private static final String OF_TICK = "SELECT " + Company.COLUMNS + " FROM "
            + Table.COMPANIES_CREATED.qualifiedName() + " WHERE tick_id = ? LIMIT 1000";

    private final Tables tables;
    private final Clock clock;

    /** A tick's companies never change, but their number while they land. */
    private final Cache<LandedTick, List<Company>> known = Caffeine.newBuilder()
            .expireAfterAccess(Duration.ofMinutes(5))
            .maximumWeight(2L * SEARCHED)
            .weigher((LandedTick tick, List<Company> companies) -> companies.size())
            .build();

    Companies(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    private record LandedTick(UUID id, int rows) {}

    /**
     * Some of the newest.
     *
     * @param searched how many were looked at
     */
    public record Found(List<Company> companies, int searched) {}

    /**
     * The newest companies, by slot.
     *
     * @param wanted what name, country, sector or mail address hold, in any case; null for all
     */
    @CacheResult(cacheName = "companies")
    public Found newest(int limit, String wanted) throws ServerAway {
        List<Company> newest = newest(wanted == null ? limit : SEARCHED);
        List<Company> found = newest.stream()
                .filter(company -> wanted == null || company.matches(wanted.toLowerCase(Locale.ROOT)))
                .limit(limit)
                .toList();
        return new Found(found, newest.size());
    }

    /** The companies of one tick, 1,000 at most. */
    public List<Company> ofTick(UUID tick) throws ServerAway {
        return tables.rows(OF_TICK, tick).stream().map(Company::of).toList();
    }

    /** All that is stored of one company. */
    Optional<Row> find(UUID tick, UUID id) throws ServerAway {
        return tables
                .rows(
                        "SELECT * FROM %s WHERE tick_id = ? AND id = ?"
                                .formatted(Table.COMPANIES_CREATED.qualifiedName()),
                        tick,
                        id)
                .stream()
                .findFirst();
    }

    private List<Company> newest(int number) throws ServerAway {
        Map<LandedTick, List<Company>> ticks = new LinkedHashMap<>();
        List<LandedTick> unknown = new ArrayList<>();
        int rows = 0;
        LocalDate today = LocalDate.now(clock).plusDays(1); // clocks may differ at midnight
        for (int back = 0; back <= DAYS_BACK && rows < number; back++) {
            for (Row row : tables.rows(NEWEST_TICKS, today.minusDays(back), number)) {
                LandedTick tick = new LandedTick(row.getUuid("tick_id"), row.getInt("rows"));
                if (rows < number && tick.rows() > 0) {
                    rows += tick.rows();
                    List<Company> companies = known.getIfPresent(tick);
                    if (companies == null) {
                        unknown.add(tick);
                    }
                    ticks.put(tick, companies);
                }
            }
        }
        List<List<Row>> read = tables.rowsOfEach(unknown.stream()
                .map(tick -> Tables.Query.of(OF_TICK, tick.id()))
                .toList());
        for (int i = 0; i < unknown.size(); i++) {
            List<Company> companies = read.get(i).stream().map(Company::of).toList();
            if (companies.size() == unknown.get(i).rows()) {
                known.put(unknown.get(i), companies);
            }
            ticks.put(unknown.get(i), companies);
        }
        return ticks.values().stream().flatMap(List::stream).limit(number).toList();
    }
}
