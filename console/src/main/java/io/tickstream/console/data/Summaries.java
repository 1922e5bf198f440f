package io.tickstream.console.data;

import static java.util.Comparator.comparing;

import io.quarkus.cache.CacheResult;
import io.tickstream.console.answer.Asked.Range;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.data.Summary.At;
import io.tickstream.console.data.Summary.OfValue;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts summaries together of the rollups. */
@ApplicationScoped
class Summaries {
    /** In the order of the classes. */
    private static final List<String> SIZES = List.of("below 10", "10-49", "50-249", "250+");

    private static final int MOST_COUNTRIES = 300;
    private static final Duration ALL_TIME = Duration.ofDays(400);

    private final Rollups rollups;
    private final Clock clock;

    Summaries(Rollups rollups, Clock clock) {
        this.rollups = rollups;
        this.clock = clock;
    }

    /** The range with all of its first and last minute, hour or day: the same for whoever looks at the same time. */
    static Range whole(Range range) {
        Granularity granularity = Granularity.of(Duration.between(range.from(), range.to()));
        return new Range(
                granularity.begin(range.from()),
                granularity.begin(range.to().minusMillis(1)).plus(granularity.length()));
    }

    /**
     * The sums of a range.
     *
     * @param granularity of which the range is whole
     * @param countries only these in byCountry and overTime; all if empty
     */
    @CacheResult(cacheName = "summaries")
    Summary of(Range range, Granularity granularity, Set<String> countries) throws ServerAway {
        Instant from = range.from();
        Instant to = range.to();
        Series sectors = rollups.series(Dimension.SECTOR, from, to, granularity);
        Series byCountry = rollups.series(Dimension.COUNTRY, from, to, granularity);
        return summary(
                range,
                granularity,
                sectors.byValue(),
                rollups.series(Dimension.SIZE, from, to, granularity).byValue(),
                byCountry.byValue(),
                countries.isEmpty() ? sectors : byCountry,
                countries);
    }

    /** Of all companies that ever landed; over time those of the last 400 days. */
    @CacheResult(cacheName = "summaries")
    Summary ofAllTime(Set<String> countries) throws ServerAway {
        Instant to = Granularity.DAY.begin(clock.instant()).plus(Granularity.DAY.length());
        Instant from = to.minus(ALL_TIME);
        Series over =
                rollups.series(countries.isEmpty() ? Dimension.SECTOR : Dimension.COUNTRY, from, to, Granularity.DAY);
        return summary(
                new Range(from, to),
                Granularity.DAY,
                rollups.totals(Dimension.SECTOR),
                rollups.totals(Dimension.SIZE),
                rollups.totals(Dimension.COUNTRY),
                over,
                countries);
    }

    private static Summary summary(
            Range range,
            Granularity granularity,
            Map<String, Sums> sectors,
            Map<String, Sums> sizes,
            Map<String, Sums> byCountry,
            Series over,
            Set<String> countries) {
        return new Summary(
                range.from(),
                range.to(),
                granularity.label(),
                sectors.values().stream().reduce(Sums.NONE, Sums::plus),
                largestFirst(sectors, Set.of()),
                SIZES.stream()
                        .map(size -> OfValue.of(size, sizes.getOrDefault(size, Sums.NONE)))
                        .toList(),
                largestFirst(byCountry, countries).stream()
                        .limit(MOST_COUNTRIES)
                        .toList(),
                over.overTime(countries).entrySet().stream()
                        .map(each -> At.of(each.getKey(), each.getValue()))
                        .toList(),
                byCountry.entrySet().stream()
                        .filter(country -> country.getValue().companies() > 0)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList(),
                List.of());
    }

    private static List<OfValue> largestFirst(Map<String, Sums> sums, Set<String> only) {
        return sums.entrySet().stream()
                .filter(each -> each.getValue().companies() > 0)
                .filter(each -> only.isEmpty() || only.contains(each.getKey()))
                .map(each -> OfValue.of(each.getKey(), each.getValue()))
                .sorted(comparing(OfValue::companies, Comparator.reverseOrder()).thenComparing(OfValue::value))
                .toList();
    }
}
