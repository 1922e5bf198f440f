package io.tickstream.endtoend.faults.check;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tickstream.contract.Table;
import io.tickstream.endtoend.faults.check.Evidence.LandedKey;
import io.tickstream.endtoend.faults.check.Evidence.SumKey;
import io.tickstream.localstack.companyapi.CanonicalCompany;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads whole tables, page by page. */
final class TableReader {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PAGE = 1000;

    private final CqlSession session;

    TableReader(CqlSession session) {
        this.session = session;
    }

    Evidence.Tables read(Scope scope) {
        List<Facts> rows = companies(scope);
        List<Letter> letters = new ArrayList<>();
        // not the payload, which may have half a megabyte
        all("SELECT id, at, stage, reason, tick_id, kafka_topic, kafka_partition, kafka_offset FROM "
                        + Table.REJECTED.qualifiedName())
                .forEach(row -> letters.add(letter(row)));
        all(Table.RESOLVED).forEach(row -> letters.add(resolved(row)));
        List<Receipt> receipts = new ArrayList<>();
        all(Table.TICKS).forEach(row -> receipts.add(receipt(row)));
        Map<LandedKey, Integer> landed = new HashMap<>();
        all(Table.LANDED)
                .forEach(row ->
                        landed.put(new LandedKey(row.getInstant("slot"), row.getUuid("tick_id")), row.getInt("rows")));
        return new Evidence.Tables(rows, letters, receipts, sums(), landed);
    }

    private List<Facts> companies(Scope scope) {
        List<Facts> rows = new ArrayList<>();
        if (scope.only().isEmpty()) {
            all(Table.COMPANIES_CREATED).forEach(row -> rows.add(facts(row)));
        }
        for (UUID tick : scope.only().orElse(Set.of())) {
            all("SELECT * FROM %s WHERE tick_id = %s".formatted(Table.COMPANIES_CREATED.qualifiedName(), tick))
                    .forEach(row -> rows.add(facts(row)));
        }
        return rows;
    }

    private Map<SumKey, Sums> sums() {
        Map<SumKey, Sums> sums = new HashMap<>();
        all(Table.COMPANY_STATS)
                .forEach(row -> put(sums, row, day(row), Optional.ofNullable(row.getInstant("minute"))));
        all(Table.COMPANY_DAYS).forEach(row -> put(sums, row, day(row), Optional.empty()));
        all(Table.COMPANY_TOTALS).forEach(row -> put(sums, row, Optional.empty(), Optional.empty()));
        return sums;
    }

    private static Optional<LocalDate> day(Row row) {
        return Optional.ofNullable(row.getLocalDate("day"));
    }

    private static void put(Map<SumKey, Sums> sums, Row row, Optional<LocalDate> day, Optional<Instant> minute) {
        sums.put(
                new SumKey(row.getString("dimension"), day, minute, row.getString("value")),
                new Sums(
                        row.getLong("companies"),
                        row.getLong("employees"),
                        Sums.hundredths(row.getDouble("revenue")),
                        Sums.hundredths(row.getDouble("investment")),
                        Sums.hundredths(row.getDouble("valuation"))));
    }

    private static Facts facts(Row row) {
        String country = row.getString("country");
        LocalDate founded = row.getLocalDate("founded_date");
        return new Facts(
                row.getUuid("tick_id"),
                row.getUuid("id"),
                row.getInstant("timestamp_column"),
                hash(new CanonicalCompany(
                        row.isNull("source_id") ? null : row.getLong("source_id"),
                        row.getString("name"),
                        row.getString("email"),
                        row.getString("vat"),
                        row.getString("phone"),
                        country,
                        row.getString("addresses"),
                        row.getString("website"),
                        row.getString("image"),
                        row.getString("contact"))),
                String.valueOf(country),
                new Figures(
                        row.getDouble("revenue"),
                        row.getInt("number_of_employees"),
                        row.getString("sector"),
                        founded == null ? Integer.MIN_VALUE : (int) founded.toEpochDay(),
                        row.getDouble("valuation"),
                        row.getDouble("investment_received")));
    }

    /** A company's hash, or what is none. */
    static String hash(CanonicalCompany company) {
        try {
            return company.sha256();
        } catch (IOException e) {
            return "addresses or contact are no JSON";
        }
    }

    private static Letter letter(Row row) {
        String topic = row.getString("kafka_topic");
        return new Letter(
                row.getUuid("id"),
                row.getInstant("at"),
                String.valueOf(row.getString("stage")),
                String.valueOf(row.getString("reason")),
                Optional.ofNullable(row.getUuid("tick_id")),
                topic == null
                        ? Optional.empty()
                        : Optional.of(
                                new Letter.Place(topic, row.getInt("kafka_partition"), row.getLong("kafka_offset"))),
                Optional.empty());
    }

    private static Letter resolved(Row row) {
        return new Letter(
                row.getUuid("id"),
                row.getInstant("at"),
                String.valueOf(row.getString("stage")),
                String.valueOf(row.getString("reason")),
                Optional.ofNullable(row.getUuid("tick_id")),
                Optional.empty(), // the table does not say where it was
                Optional.of(String.valueOf(row.getString("action"))));
    }

    private static Receipt receipt(Row row) {
        return new Receipt(
                row.getUuid("id"),
                row.getInstant("slot"),
                String.valueOf(row.getString("outcome")),
                row.getInt("fetched"),
                row.getInt("published"),
                row.getInt("rejected"),
                0);
    }

    private ResultSet all(Table table) {
        return all("SELECT * FROM " + table.qualifiedName());
    }

    private ResultSet all(String query) {
        return session.execute(SimpleStatement.newInstance(query)
                .setPageSize(PAGE)
                // of several replicas, those that acknowledged the writes
                .setConsistencyLevel(ConsistencyLevel.QUORUM)
                .setTimeout(PATIENCE));
    }
}
