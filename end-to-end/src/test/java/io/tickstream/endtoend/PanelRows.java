package io.tickstream.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.type.DataTypes;
import io.tickstream.dashboards.Panels;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows that a panel of the dashboard Companies gets: as they are, and as they must be by the companies in their own
 * table. Key to the sums of its numbers by column, since a panel sums over the days; amounts in hundredths, since sums
 * of doubles depend on the order.
 */
final class PanelRows {
    private static final Set<String> AMOUNTS = Set.of("revenue", "investment", "valuation");
    private static final Set<String> COUNTS = Set.of("companies", "employees", "rows");
    private static final Pattern FROM = Pattern.compile(" FROM spark_streams\\.(\\w+) ");
    private static final Pattern DIMENSION = Pattern.compile("dimension = '(\\w+)'");

    private PanelRows() {}

    static Map<String, Map<String, Long>> found(CqlSession session, String cql) {
        Map<String, Map<String, Long>> rows = new TreeMap<>();
        for (Row row : session.execute(cql)) {
            List<String> key = new ArrayList<>();
            Map<String, Long> numbers = new TreeMap<>();
            for (ColumnDefinition column : row.getColumnDefinitions()) {
                String name = column.getName().asInternal();
                if (AMOUNTS.contains(name)) {
                    numbers.put(name, hundredths(row.getDouble(name)));
                } else if (COUNTS.contains(name)) {
                    numbers.put(name, column.getType().equals(DataTypes.INT) ? row.getInt(name) : row.getLong(name));
                } else {
                    key.add(name + "=" + row.getObject(name));
                }
            }
            add(rows, key, numbers);
        }
        return rows;
    }

    /**
     * Reckoned anew.
     *
     * @param companies all there are
     * @param query whose columns are wanted, and whose table and dimension say of which companies
     * @param values what is chosen of each variable
     */
    static Map<String, Map<String, Long>> expected(
            CqlSession session,
            List<Row> companies,
            Panels.Query query,
            Instant from,
            Instant to,
            Map<String, List<String>> values) {
        String cql = query.cql(from, to, values);
        List<String> columns = columns(session, cql);
        String dimension = first(DIMENSION, cql);
        Predicate<Instant> wanted = wanted(first(FROM, cql), from, to);
        Map<String, Map<String, Long>> rows = new TreeMap<>();
        for (Row company : companies) {
            Instant slot = company.getInstant("timestamp_column");
            if (!wanted.test(slot)
                    || (query.text().contains("value IN")
                            && !values.get(dimension).contains(RolledUp.value(dimension, company)))) {
                continue;
            }
            List<String> key = new ArrayList<>();
            Map<String, Long> numbers = new TreeMap<>();
            for (String column : columns) {
                switch (column) {
                    case "dimension" -> key.add("dimension=" + dimension);
                    case "value" -> key.add("value=" + RolledUp.value(dimension, company));
                    case "at" -> key.add("at=" + slot.truncatedTo(ChronoUnit.DAYS));
                    case "day" -> key.add("day=" + day(slot));
                    case "minute" -> key.add("minute=" + slot.truncatedTo(ChronoUnit.MINUTES));
                    case "slot" -> key.add("slot=" + slot);
                    case "tick_id" -> key.add("tick_id=" + company.getUuid("tick_id"));
                    case "companies", "rows" -> numbers.put(column, 1L);
                    case "employees" -> numbers.put(column, (long) company.getInt("number_of_employees"));
                    case "revenue", "valuation" -> numbers.put(column, hundredths(company.getDouble(column)));
                    case "investment" -> numbers.put(column, hundredths(company.getDouble("investment_received")));
                    default ->
                        throw new IllegalArgumentException(
                                "Nothing is known of the column %s of %s; say here how companies make it"
                                        .formatted(column, query));
                }
            }
            add(rows, key, numbers);
        }
        return rows;
    }

    /** Days are shown whole; minutes and ticks to the millisecond, of the last two days at most. */
    private static Predicate<Instant> wanted(String table, Instant from, Instant to) {
        return switch (table) {
            case "company_totals" -> slot -> true;
            case "company_days" ->
                slot -> !day(slot).isBefore(day(from)) && !day(slot).isAfter(day(to));
            case "company_stats" ->
                slot -> {
                    Instant minute = slot.truncatedTo(ChronoUnit.MINUTES);
                    return lastTwoDays(slot, to) && !minute.isBefore(from) && !minute.isAfter(to);
                };
            case "landed" -> slot -> lastTwoDays(slot, to) && !slot.isBefore(from) && !slot.isAfter(to);
            default ->
                throw new IllegalArgumentException("No panel of Companies reads " + table + " yet; say here of when");
        };
    }

    private static boolean lastTwoDays(Instant slot, Instant to) {
        return !day(slot).isBefore(day(to).minusDays(1));
    }

    private static void add(Map<String, Map<String, Long>> rows, List<String> key, Map<String, Long> numbers) {
        Map<String, Long> sums = rows.computeIfAbsent(key.toString(), none -> new TreeMap<>());
        numbers.forEach((name, number) -> sums.merge(name, number, Long::sum));
    }

    private static List<String> columns(CqlSession session, String cql) {
        List<String> names = new ArrayList<>();
        session.prepare(cql)
                .getResultSetDefinitions()
                .forEach(column -> names.add(column.getName().asInternal()));
        return names;
    }

    private static String first(Pattern pattern, String cql) {
        Matcher matcher = pattern.matcher(cql);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static LocalDate day(Instant slot) {
        return LocalDate.ofInstant(slot, ZoneOffset.UTC);
    }

    private static long hundredths(double amount) {
        return Math.round(amount * 100);
    }
}
