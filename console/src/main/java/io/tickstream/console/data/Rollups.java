package io.tickstream.console.data;

import static java.util.Comparator.comparing;

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
import java.util.stream.Stream;

/**
 * Reads rollups in pieces, an hour of minutes or a month of days, and keeps the sums of pieces that are over: an hour has
 * some thousand rows, of which a day's view would read 24. Only late companies change them. Each view reads again the two
 * that were kept longest, if for some seconds: a change is seen after some views, and no view pays for all.
 */
@ApplicationScoped
class Rollups {
    private static final Duration SETTLED = Duration.ofHours(1);
    private static final int READ_AGAIN = 2;
    private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(20);

    private static final String MINUTES = "SELECT minute, value, " + Sums.COLUMNS + " FROM "
            + Table.COMPANY_STATS.qualifiedName()
            + " WHERE dimension = ? AND day = ? AND minute >= ? AND minute < ?";
    private static final String DAYS = "SELECT day, value, " + Sums.COLUMNS + " FROM "
            + Table.COMPANY_DAYS.qualifiedName() + " WHERE dimension = ? AND day >= ? AND day < ?";
    private static final String TOTALS =
            "SELECT value, " + Sums.COLUMNS + " FROM " + Table.COMPANY_TOTALS.qualifiedName() + " WHERE dimension = ?";

    private final Tables tables;
    private final Clock clock;
    private final Cache<Piece, Kept> settled;

    Rollups(Tables tables, Clock clock) {
        this.tables = tables;
        this.clock = clock;
        this.settled = Caffeine.newBuilder()
                .expireAfterAccess(Duration.ofMinutes(30))
                .maximumWeight(500_000)
                .weigher((Piece piece, Kept kept) -> kept.series().size())
                .build();
    }

    /** The sums of a piece, and since when they are known. */
    private record Kept(Series series, Instant since) {}

    private record Piece(Dimension dimension, Instant from, Instant to, Granularity granularity) {
        Tables.Query query() {
            return granularity == Granularity.DAY
                    ? Tables.Query.of(DAYS, dimension.label(), day(from), day(to))
                    : Tables.Query.of(MINUTES, dimension.label(), day(from), from, to);
        }

        void add(Row row, Series series) {
            Instant at = granularity == Granularity.DAY
                    ? row.getLocalDate("day").atStartOfDay(ZoneOffset.UTC).toInstant()
                    : granularity.begin(row.getInstant("minute"));
            series.add(at, row.getString("value"), Sums.of(row));
        }
    }

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
        Instant now = clock.instant();
        List<Piece> pieces = pieces(dimension, from, to, granularity);
        Map<Piece, Kept> kept = settled.getAllPresent(pieces);
        Stream<Piece> unknown = pieces.stream().filter(piece -> !kept.containsKey(piece));
        Stream<Piece> again = kept.entrySet().stream()
                .filter(each -> each.getValue().since().isBefore(now.minus(READ_AGAIN_AFTER)))
                .sorted(comparing(each -> each.getValue().since()))
                .limit(READ_AGAIN)
                .map(Map.Entry::getKey);
        Map<Piece, Series> read = read(Stream.concat(unknown, again).toList());
        read.forEach((piece, series) -> {
            if (piece.to().isBefore(now.minus(SETTLED))) {
                settled.put(piece, new Kept(series, now));
            }
        });
        Series all = new Series();
        for (Piece piece : pieces) {
            all.add(read.containsKey(piece) ? read.get(piece) : kept.get(piece).series());
        }
        return all;
    }

    private List<Piece> pieces(Dimension dimension, Instant from, Instant to, Granularity granularity) {
        Instant today = Granularity.DAY.begin(clock.instant());
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
            if (begin.isBefore(today) && next.isAfter(today)) {
                next = today; // the days before it are over
            }
            Instant end = next.isBefore(to) ? next : to;
            pieces.add(new Piece(dimension, begin, end, granularity));
            begin = end;
        }
        return pieces;
    }

    /** Reads pieces, all at the same time. */
    private Map<Piece, Series> read(List<Piece> pieces) throws ServerAway {
        if (pieces.isEmpty()) {
            return Map.of();
        }
        List<List<Row>> rows =
                tables.rowsOfEach(pieces.stream().map(Piece::query).toList());
        Map<Piece, Series> read = new HashMap<>();
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            Series series = new Series();
            rows.get(i).forEach(row -> piece.add(row, series));
            read.put(piece, series);
        }
        return read;
    }

    private static LocalDate day(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
