package io.tickstream.console.data;

import com.datastax.oss.driver.api.core.cql.Row;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.cassandra.Tables;
import io.tickstream.contract.Table;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads rollups in pieces, an hour of minutes or a month of days, and keeps the sums of pieces that are over for a
 * minute: only late companies change them. An hour has some thousand rows, of which a day's view would read 24.
 */
@ApplicationScoped
class Rollups {
    private static final Duration SETTLED = Duration.ofHours(1);

    private static final String MINUTES = "SELECT minute, value, " + Sums.COLUMNS + " FROM "
            + Table.COMPANY_STATS.qualifiedName()
            + " WHERE dimension = ? AND day = ? AND minute >= ? AND minute < ?";
    private static final String DAYS = "SELECT day, value, " + Sums.COLUMNS + " FROM "
            + Table.COMPANY_DAYS.qualifiedName() + " WHERE dimension = ? AND day >= ? AND day < ?";
    private static final String TOTALS =
            "SELECT value, " + Sums.COLUMNS + " FROM " + Table.COMPANY_TOTALS.qualifiedName() + " WHERE dimension = ?";

    private final Tables tables;
    private final Clock clock;
    private final Cache<Piece, Series> settled = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMinutes(1))
            .maximumWeight(500_000)
            .weigher((Piece piece, Series series) -> series.size())
            .build();

    Rollups(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
    }

    private record Piece(Dimension dimension, Instant from, Instant to, Granularity granularity) {}

    /** The sums of all time. */
    Map<String, Sums> totals(Dimension dimension) throws ServerAway {
        Map<String, Sums> totals = new HashMap<>();
        for (Row row : tables.rows(TOTALS, dimension.label())) {
            totals.merge(row.getString("value"), Sums.of(row), Sums::plus);
        }
        return totals;
    }

    /** The sums of a range that begins and ends with a minute, hour or day. */
    Series series(Dimension dimension, Instant from, Instant to, Granularity granularity) throws ServerAway {
        Series all = new Series();
        for (Piece piece : pieces(dimension, from, to, granularity)) {
            all.add(read(piece));
        }
        return all;
    }

    private static List<Piece> pieces(Dimension dimension, Instant from, Instant to, Granularity granularity) {
        List<Piece> pieces = new ArrayList<>();
        Instant begin = from;
        while (begin.isBefore(to)) {
            Instant next = granularity == Granularity.DAY
                    ? YearMonth.from(day(begin))
                            .plusMonths(1)
                            .atDay(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                    : begin.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
            Instant end = next.isBefore(to) ? next : to;
            pieces.add(new Piece(dimension, begin, end, granularity));
            begin = end;
        }
        return pieces;
    }

    private Series read(Piece piece) throws ServerAway {
        Series known = settled.getIfPresent(piece);
        if (known != null) {
            return known;
        }
        Series read = new Series();
        if (piece.granularity() == Granularity.DAY) {
            for (Row row : tables.rows(DAYS, piece.dimension().label(), day(piece.from()), day(piece.to()))) {
                read.add(
                        row.getLocalDate("day").atStartOfDay(ZoneOffset.UTC).toInstant(),
                        row.getString("value"),
                        Sums.of(row));
            }
        } else {
            for (Row row :
                    tables.rows(MINUTES, piece.dimension().label(), day(piece.from()), piece.from(), piece.to())) {
                read.add(piece.granularity().begin(row.getInstant("minute")), row.getString("value"), Sums.of(row));
            }
        }
        if (piece.to().plus(SETTLED).isBefore(clock.instant())) {
            settled.put(piece, read);
        }
        return read;
    }

    private static LocalDate day(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
