package io.tickstream.console.data;

import io.tickstream.console.answer.Trouble;
import java.time.Instant;
import java.util.List;

/**
 * What the companies of a range say together.
 *
 * @param from the begin of its first minute, hour or day
 * @param granularity minute, hour or day
 * @param overTime of the chosen countries, or of all
 * @param countries all names that there are, whichever are chosen
 */
record Summary(
        Instant from,
        Instant to,
        String granularity,
        Sums total,
        List<OfValue> bySector,
        List<OfValue> bySize,
        List<OfValue> byCountry,
        List<At> overTime,
        List<String> countries,
        List<Trouble> problems) {
    /** The sums of one sector, size or country. */
    record OfValue(String value, long companies, long employees, double revenue, double investment, double valuation) {
        static OfValue of(String value, Sums sums) {
            return new OfValue(
                    value, sums.companies(), sums.employees(), sums.revenue(), sums.investment(), sums.valuation());
        }
    }

    /** The sums of one minute, hour or day. */
    record At(Instant at, long companies, long employees, double revenue, double investment, double valuation) {
        static At of(Instant at, Sums sums) {
            return new At(at, sums.companies(), sums.employees(), sums.revenue(), sums.investment(), sums.valuation());
        }
    }
}
