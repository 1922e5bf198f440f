package io.tickstream.benchmarks.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import io.tickstream.benchmarks.landing.client.Companies;
import io.tickstream.benchmarks.landing.client.Company;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Fills the tables with what a month leaves there: a tick every ten seconds up to now, each with its receipt, its
 * companies of all countries, its place in the index, and the rollups. Written as the job would, but not by it: what is
 * measured is the reading.
 */
final class Month {
    private static final int SECONDS_BETWEEN_SLOTS = 10;
    private static final int IN_FLIGHT = 256;
    private static final List<String> COUNTRIES = Arrays.stream(Locale.getISOCountries())
            .map(code -> new Locale("", code).getDisplayCountry(Locale.ENGLISH))
            .toList();

    private final CqlSession session;
    private final Companies companies = new Companies(1);
    private final Semaphore permits = new Semaphore(IN_FLIGHT);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final PreparedStatement company;
    private final PreparedStatement landed;
    private final PreparedStatement receipt;
    private final PreparedStatement minute;
    private final Map<String, Map<List<Object>, Sums>> days = new HashMap<>();
    private final Map<String, Map<List<Object>, Sums>> totals = new HashMap<>();

    Month(CqlSession session) {
        this.session = session;
        company = session.prepare("INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                        Table.COMPANIES_CREATED.qualifiedName(),
                        String.join(", ", Company.COLUMNS),
                        Company.COLUMNS.stream().map(column -> "?").collect(Collectors.joining(", "))));
        landed = session.prepare("INSERT INTO %s (day, slot, tick_id, rows) VALUES (?, ?, ?, ?)"
                .formatted(Table.LANDED.qualifiedName()));
        receipt = session.prepare(
                "INSERT INTO %s (day, slot, id, source, trigger, outcome, fetched, published, rejected, source_status, reason, started_at, finished_at, fetch_ms, publish_ms, function_version, event_id) VALUES (?, ?, ?, 'benchmark', 'schedule', 'delivered', ?, ?, 0, 200, '', ?, ?, 20, 10, 'benchmark', '')"
                        .formatted(Table.TICKS.qualifiedName()));
        minute = session.prepare(rollup(Table.COMPANY_STATS, "dimension, day, minute, value"));
    }

    private record Sums(long companies, long employees, double revenue, double investment, double valuation) {
        static Sums of(Company one) {
            return new Sums(1, one.employees(), one.revenue(), one.investmentReceived(), one.valuation());
        }

        Sums plus(Sums other) {
            return new Sums(
                    companies + other.companies,
                    employees + other.employees,
                    revenue + other.revenue,
                    investment + other.investment,
                    valuation + other.valuation);
        }

        Object[] after(Object... key) {
            Object[] values = Arrays.copyOf(key, key.length + 5);
            values[key.length] = companies;
            values[key.length + 1] = employees;
            values[key.length + 2] = revenue;
            values[key.length + 3] = investment;
            values[key.length + 4] = valuation;
            return values;
        }
    }

    /**
     * Fills the tables.
     *
     * @param rows companies, spread evenly over the ticks
     * @param length of the ticks, up to now
     * @return how many ticks there are
     */
    int fill(int rows, Duration length) throws InterruptedException {
        Instant end = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        Instant first = end.minus(length);
        int ticks = (int) (length.toSeconds() / SECONDS_BETWEEN_SLOTS);
        Map<String, Map<List<Object>, Sums>> ofMinute = new HashMap<>();
        for (int tick = 0; tick < ticks; tick++) {
            Instant slot = first.plusSeconds((long) tick * SECONDS_BETWEEN_SLOTS);
            int from = (int) ((long) tick * rows / ticks);
            int to = (int) ((tick + 1L) * rows / ticks);
            write(slot, from, to, ofMinute);
            if (slot.getEpochSecond() % 60 == 50) {
                writeMinute(slot.truncatedTo(ChronoUnit.MINUTES), ofMinute);
                ofMinute.clear();
            }
        }
        PreparedStatement day = session.prepare(rollup(Table.COMPANY_DAYS, "dimension, day, value"));
        PreparedStatement total = session.prepare(rollup(Table.COMPANY_TOTALS, "dimension, value"));
        for (Map.Entry<String, Map<List<Object>, Sums>> dimension : days.entrySet()) {
            for (Map.Entry<List<Object>, Sums> each : dimension.getValue().entrySet()) {
                execute(day.bind(each.getValue()
                        .after(
                                dimension.getKey(),
                                each.getKey().get(0),
                                each.getKey().get(1))));
            }
        }
        for (Map.Entry<String, Map<List<Object>, Sums>> dimension : totals.entrySet()) {
            for (Map.Entry<List<Object>, Sums> each : dimension.getValue().entrySet()) {
                execute(total.bind(
                        each.getValue().after(dimension.getKey(), each.getKey().get(0))));
            }
        }
        permits.acquire(IN_FLIGHT);
        if (failure.get() != null) {
            throw new IllegalStateException("Cassandra did not take a write", failure.get());
        }
        return ticks;
    }

    private void write(Instant slot, int from, int to, Map<String, Map<List<Object>, Sums>> ofMinute)
            throws InterruptedException {
        UUID tick = Identity.tick("benchmark", slot);
        LocalDate day = slot.atOffset(ZoneOffset.UTC).toLocalDate();
        BatchStatementBuilder batch = BatchStatement.builder(BatchType.UNLOGGED);
        for (int number = from; number < to; number++) {
            Company text = companies.range(number, number + 1).findFirst().orElseThrow();
            Company one = text.of(tick, number - from, slot, COUNTRIES.get(number % COUNTRIES.size()));
            batch.addStatement(company.bind(one.values()));
            Sums sums = Sums.of(one);
            for (Map.Entry<String, String> value : Map.of(
                            "sector", one.sector(), "country", one.country(), "size", size(one.employees()))
                    .entrySet()) {
                add(ofMinute, value.getKey(), List.of(value.getValue()), sums);
                add(days, value.getKey(), List.of(day, value.getValue()), sums);
                add(totals, value.getKey(), List.of(value.getValue()), sums);
            }
        }
        int count = to - from;
        if (count > 0) {
            execute(batch.build());
            execute(landed.bind(day, slot, tick, count));
        }
        execute(receipt.bind(day, slot, tick, count, count, slot, slot.plusMillis(30)));
    }

    private void writeMinute(Instant at, Map<String, Map<List<Object>, Sums>> ofMinute) throws InterruptedException {
        LocalDate day = at.atOffset(ZoneOffset.UTC).toLocalDate();
        for (Map.Entry<String, Map<List<Object>, Sums>> dimension : ofMinute.entrySet()) {
            BatchStatementBuilder batch = BatchStatement.builder(BatchType.UNLOGGED);
            dimension
                    .getValue()
                    .forEach((value, sums) ->
                            batch.addStatement(minute.bind(sums.after(dimension.getKey(), day, at, value.get(0)))));
            execute(batch.build());
        }
    }

    private static void add(Map<String, Map<List<Object>, Sums>> sums, String dimension, List<Object> key, Sums more) {
        sums.computeIfAbsent(dimension, none -> new HashMap<>()).merge(key, more, Sums::plus);
    }

    private static String size(int employees) {
        return employees >= 250 ? "250+" : employees >= 50 ? "50-249" : employees >= 10 ? "10-49" : "below 10";
    }

    private static String rollup(Table table, String key) {
        return "INSERT INTO %s (%s, companies, employees, revenue, investment, valuation) VALUES (%s, ?, ?, ?, ?, ?)"
                .formatted(
                        table.qualifiedName(),
                        key,
                        Arrays.stream(key.split(", ", -1)).map(name -> "?").collect(Collectors.joining(", ")));
    }

    private void execute(Statement<?> statement) throws InterruptedException {
        permits.acquire();
        session.executeAsync(statement).whenComplete((done, failed) -> {
            if (failed != null) {
                failure.compareAndSet(null, failed);
            }
            permits.release();
        });
    }
}
