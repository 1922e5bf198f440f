package io.tickstream.endtoend;

import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import io.tickstream.endtoend.faults.check.SummedBy;
import io.tickstream.localstack.junit.RunningStack;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The rollups: as they are in their tables, and as they must be by all companies that have landed. */
final class RolledUp {
    private static final List<String> DIMENSIONS = List.of("sector", "country", "size");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RolledUp() {}

    /** Every row of the four tables: key to values. */
    static Map<String, String> found(RunningStack stack, Predicate<LocalDate> days) {
        Map<String, String> rows = new TreeMap<>();
        for (Row row : all(stack, Table.COMPANY_STATS)) {
            if (days.test(row.getLocalDate("day"))) {
                rows.put(
                        "%s %s %s %s"
                                .formatted(
                                        row.getString("dimension"),
                                        row.getLocalDate("day"),
                                        row.getInstant("minute"),
                                        row.getString("value")),
                        sums(row));
            }
        }
        for (Row row : all(stack, Table.COMPANY_DAYS)) {
            if (days.test(row.getLocalDate("day"))) {
                rows.put(
                        "%s %s %s"
                                .formatted(row.getString("dimension"), row.getLocalDate("day"), row.getString("value")),
                        sums(row));
            }
        }
        for (Row row : all(stack, Table.COMPANY_TOTALS)) {
            rows.put("%s %s".formatted(row.getString("dimension"), row.getString("value")), sums(row));
        }
        for (Row row : all(stack, Table.LANDED)) {
            if (days.test(row.getLocalDate("day"))) {
                rows.put(
                        "landed %s %s %s"
                                .formatted(row.getLocalDate("day"), row.getInstant("slot"), row.getUuid("tick_id")),
                        String.valueOf(row.getInt("rows")));
            }
        }
        return rows;
    }

    /** The same, reckoned from the table of companies; totals from all of it. */
    static Map<String, String> expected(RunningStack stack, Predicate<LocalDate> days) {
        Map<String, long[]> sums = new TreeMap<>();
        Map<String, Integer> landed = new TreeMap<>();
        for (Row row : companies(stack)) {
            Instant slot = row.getInstant("timestamp_column");
            LocalDate day = LocalDate.ofInstant(slot, ZoneOffset.UTC);
            for (String dimension : DIMENSIONS) {
                String value = value(dimension, row);
                if (days.test(day)) {
                    add(
                            sums,
                            "%s %s %s %s".formatted(dimension, day, slot.truncatedTo(ChronoUnit.MINUTES), value),
                            row);
                    add(sums, "%s %s %s".formatted(dimension, day, value), row);
                }
                add(sums, "%s %s".formatted(dimension, value), row);
            }
            if (days.test(day)) {
                landed.merge("landed %s %s %s".formatted(day, slot, row.getUuid("tick_id")), 1, Integer::sum);
            }
        }
        Map<String, String> rows = new TreeMap<>();
        sums.forEach((key, sum) -> rows.put(
                key, "%d %d %s %s %s".formatted(sum[0], sum[1], sum[2] / 100.0, sum[3] / 100.0, sum[4] / 100.0)));
        landed.forEach((key, count) -> rows.put(key, count.toString()));
        return rows;
    }

    /** Every company that has landed; a row without a slot was made up by another test, the job writes none. */
    static List<Row> companies(RunningStack stack) {
        return all(stack, Table.COMPANIES_CREATED).all().stream()
                .filter(row -> row.getInstant("timestamp_column") != null)
                .toList();
    }

    /** Under which value of a dimension a company is counted. */
    static String value(String dimension, Row company) {
        return SummedBy.valueOf(dimension.toUpperCase(Locale.ROOT))
                .value(
                        company.getString("sector"),
                        company.getString("country"),
                        company.getInt("number_of_employees"));
    }

    private static void add(Map<String, long[]> sums, String key, Row row) {
        long[] sum = sums.computeIfAbsent(key, none -> new long[5]);
        sum[0]++;
        sum[1] += row.getInt("number_of_employees");
        sum[2] += Math.round(row.getDouble("revenue") * 100);
        sum[3] += Math.round(row.getDouble("investment_received") * 100);
        sum[4] += Math.round(row.getDouble("valuation") * 100);
    }

    private static String sums(Row row) {
        return "%d %d %s %s %s"
                .formatted(
                        row.getLong("companies"),
                        row.getLong("employees"),
                        row.getDouble("revenue"),
                        row.getDouble("investment"),
                        row.getDouble("valuation"));
    }

    private static ResultSet all(RunningStack stack, Table table) {
        return stack.session()
                .execute(SimpleStatement.newInstance("SELECT * FROM " + table.qualifiedName())
                        .setTimeout(PATIENCE));
    }
}
