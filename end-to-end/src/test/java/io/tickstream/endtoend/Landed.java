package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Table;
import io.tickstream.localstack.junit.RunningStack;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** What has landed in Cassandra. Whatever comes, comes within the patience of a busy machine. */
final class Landed {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final CqlSession session;

    Landed(RunningStack stack) {
        session = stack.session();
    }

    /** Waits; also for a Cassandra that was away to be found again. */
    static ConditionFactory patiently() {
        return await().atMost(PATIENCE).ignoreExceptionsInstanceOf(DriverException.class);
    }

    /** The companies of a tick as they are now, by id. */
    List<Row> companies(UUID tick) {
        return session.execute(
                        "SELECT * FROM %s WHERE tick_id = ?".formatted(Table.COMPANIES_CREATED.qualifiedName()), tick)
                .all();
    }

    /** Waits until the tick has landed with just these companies, and returns them. */
    List<Row> awaitCompanies(UUID tick, int count) {
        Set<UUID> expected = IntStream.range(0, count)
                .mapToObj(index -> Identity.company(tick, index))
                .collect(Collectors.toSet());
        patiently().untilAsserted(() -> assertThat(ids(tick)).isEqualTo(expected));
        return companies(tick);
    }

    Set<UUID> ids(UUID tick) {
        return companies(tick).stream().map(row -> row.getUuid("id")).collect(Collectors.toSet());
    }

    /** Waits for a tick's receipt in the ledger. */
    Row awaitReceipt(UUID tick, Instant slot) {
        patiently().until(() -> receipt(tick, slot).isPresent());
        return receipt(tick, slot).orElseThrow();
    }

    Optional<Row> receipt(UUID tick, Instant slot) {
        return Optional.ofNullable(session.execute(
                        "SELECT * FROM %s WHERE day = ? AND slot = ? AND id = ?".formatted(Table.TICKS.qualifiedName()),
                        LocalDate.ofInstant(slot, ZoneOffset.UTC),
                        slot,
                        tick)
                .one());
    }

    /** The ledger's receipts from a moment on, oldest first. */
    List<Row> receiptsSince(Instant moment) {
        LocalDate day = LocalDate.ofInstant(moment, ZoneOffset.UTC);
        return Stream.of(day, day.plusDays(1)) // around midnight
                .flatMap(each -> session
                        .execute(
                                "SELECT * FROM %s WHERE day = ? AND slot >= ? ORDER BY slot ASC"
                                        .formatted(Table.TICKS.qualifiedName()),
                                each,
                                moment)
                        .all()
                        .stream())
                .toList();
    }

    /** The dead letters of today and yesterday, which is enough around midnight. */
    List<Row> rejected() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        return session.execute(
                        "SELECT * FROM %s WHERE day IN (?, ?)".formatted(Table.REJECTED.qualifiedName()),
                        today,
                        today.minusDays(1))
                .all();
    }

    /** Waits for the dead letter of this id. */
    Row awaitRejected(UUID id) {
        patiently().until(() -> rejected().stream().anyMatch(row -> id.equals(row.getUuid("id"))));
        return rejected().stream()
                .filter(row -> id.equals(row.getUuid("id")))
                .findFirst()
                .orElseThrow();
    }

    static UUID id(JsonNode receipt) {
        return UUID.fromString(receipt.path("id").asText());
    }

    static Instant slot(JsonNode receipt) {
        return Instant.parse(receipt.path("slot").asText());
    }
}
