package io.tickstream.endtoend.faults.check;

import static io.tickstream.endtoend.HandWrittenRow.insert;
import static io.tickstream.endtoend.HandWrittenRow.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Table;
import io.tickstream.localstack.companyapi.Behaviour;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Ticks that went well are clean on the real servers; then somebody changes one thing in the tables, and each time the
 * checker says what, until it is put right. The ticks are of a day that no other test lands in, so that their sums are
 * theirs alone.
 */
@WithLocalStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckerIT {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int TICKS = 3;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private CqlSession session;
    private Checker checker;
    private Scope scope;
    private UUID tick;
    private Instant slot;
    private LocalDate day;

    /** Every fifth company cannot be read. */
    @BeforeAll
    void tick_five_days_ago(RunningStack stack) throws IOException, InterruptedException {
        stack.up("job");
        stack.up("function");
        session = stack.session();
        checker = Checker.of(stack);
        day = LocalDate.now(ZoneOffset.UTC).minusDays(5);
        slot = day.atStartOfDay(ZoneOffset.UTC).toInstant().plus(Duration.ofHours(12));
        tick = Identity.tick("fakerapi", slot);
        Set<UUID> ticks = new LinkedHashSet<>();
        stack.companyApi().behave(new Behaviour.WrongTypes(5));
        try {
            for (int i = 0; i < TICKS; i++) {
                Instant time = slot.plus(PERIOD.multipliedBy(i));
                ticks.add(Identity.tick("fakerapi", time));
                assertThat(ping(stack, time).statusCode()).isEqualTo(204);
            }
        } finally {
            stack.companyApi().behaveAsUsual();
        }
        scope = Scope.of(ticks);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(check().findings()).isEmpty());
    }

    /** Before, since each test begins with what the one before it has left, and after. */
    @AfterEach
    void it_is_clean_when_it_is_put_right() throws IOException, InterruptedException {
        assertThat(check().findings()).isEmpty();
    }

    @Test
    void counts_what_it_has_looked_at() throws IOException, InterruptedException {
        Verdict.Counts counts = check().counts();
        assertThat(counts.ticks()).isEqualTo(TICKS);
        assertThat(counts.answers()).isEqualTo(TICKS);
        assertThat(counts.served()).isEqualTo(TICKS * 10);
        assertThat(counts.landed()).isEqualTo(TICKS * 8);
        assertThat(counts.rejected()).isEqualTo(TICKS * 2);
    }

    @Test
    void a_row_that_is_dropped_is_lost() throws IOException, InterruptedException {
        Row company = company();
        delete(company.getUuid("id"));

        assertFound(Kind.LOST, company.getUuid("id"), Kind.AUDIT_DIFFERENCE);

        insert(session, Table.COMPANIES_CREATED, values(company));
    }

    @Test
    void an_amount_that_is_changed_is_altered() throws IOException, InterruptedException {
        Row company = company();
        Map<String, Object> changed = values(company);
        changed.put("valuation", company.getDouble("valuation") + 0.01);
        insert(session, Table.COMPANIES_CREATED, changed);

        assertFound(Kind.ALTERED, company.getUuid("id"));

        insert(session, Table.COMPANIES_CREATED, values(company));
    }

    @Test
    void a_street_that_is_changed_is_altered() throws IOException, InterruptedException {
        Row company = company();
        Map<String, Object> changed = values(company);
        changed.put("addresses", company.getString("addresses").replaceFirst("\"street\":\"", "\"street\":\"New "));
        insert(session, Table.COMPANIES_CREATED, changed);

        assertFound(Kind.ALTERED, company.getUuid("id"));

        insert(session, Table.COMPANIES_CREATED, values(company));
    }

    @Test
    void a_row_with_an_id_that_nobody_served_is_unknown() throws IOException, InterruptedException {
        Map<String, Object> stranger = values(company());
        UUID id = UUID.randomUUID();
        stranger.put("id", id);
        insert(session, Table.COMPANIES_CREATED, stranger);

        assertFound(Kind.UNKNOWN, id, Kind.AUDIT_DIFFERENCE);

        delete(id);
    }

    @Test
    void a_rejection_at_another_time_is_doubled() throws IOException, InterruptedException {
        Row letter = session.execute(
                        "SELECT * FROM %s WHERE day = ? AND at = ?".formatted(Table.REJECTED.qualifiedName()),
                        day,
                        slot)
                .one();
        Map<String, Object> second = values(letter);
        second.put("at", slot.plusSeconds(1));
        insert(session, Table.REJECTED, second);

        assertFound(Kind.DOUBLED, letter.getUuid("id"), Kind.AUDIT_DIFFERENCE);

        session.execute(
                "DELETE FROM %s WHERE day = ? AND at = ? AND id = ?".formatted(Table.REJECTED.qualifiedName()),
                day,
                slot.plusSeconds(1),
                letter.getUuid("id"));
    }

    @Test
    void sums_that_are_doubled_are_wrong() throws IOException, InterruptedException {
        Row sums = session.execute(
                        "SELECT * FROM %s WHERE dimension = 'size' AND day = ? LIMIT 1"
                                .formatted(Table.COMPANY_DAYS.qualifiedName()),
                        day)
                .one();
        Map<String, Object> doubled = values(sums);
        doubled.put("companies", sums.getLong("companies") * 2);
        doubled.put("revenue", sums.getDouble("revenue") * 2);
        insert(session, Table.COMPANY_DAYS, doubled);

        assertFound(Kind.ROLLUP_WRONG, "size %s %s".formatted(day, sums.getString("value")));

        insert(session, Table.COMPANY_DAYS, values(sums));
    }

    @Test
    void a_count_of_rows_that_is_changed_is_wrong() throws IOException, InterruptedException {
        Row count = session.execute(
                        "SELECT * FROM %s WHERE day = ? AND slot = ? AND tick_id = ?"
                                .formatted(Table.LANDED.qualifiedName()),
                        day,
                        slot,
                        tick)
                .one();
        Map<String, Object> changed = values(count);
        changed.put("rows", count.getInt("rows") - 1);
        insert(session, Table.LANDED, changed);

        assertFound(Kind.LANDED_COUNT_WRONG, tick);

        insert(session, Table.LANDED, values(count));
    }

    @Test
    void a_receipt_that_is_lost_is_missing() throws IOException, InterruptedException {
        Row receipt = session.execute(
                        "SELECT * FROM %s WHERE day = ? AND slot = ? AND id = ?".formatted(Table.TICKS.qualifiedName()),
                        day,
                        slot,
                        tick)
                .one();
        session.execute(
                "DELETE FROM %s WHERE day = ? AND slot = ? AND id = ?".formatted(Table.TICKS.qualifiedName()),
                day,
                slot,
                tick);

        assertThat(check().findings(Kind.RECEIPT_MISSING))
                .extracting(Finding::id)
                .containsOnly(tick.toString());
        assertThat(check().kinds()).containsExactlyInAnyOrder(Kind.RECEIPT_MISSING, Kind.AUDIT_DIFFERENCE);

        insert(session, Table.TICKS, values(receipt));
    }

    private Verdict check() throws IOException, InterruptedException {
        return checker.check(scope);
    }

    private void assertFound(Kind kind, Object id, Kind... consequences) throws IOException, InterruptedException {
        Verdict verdict = check();
        assertThat(verdict.findings(kind))
                .as("%s", verdict)
                .extracting(Finding::id)
                .containsExactly(id.toString());
        assertThat(verdict.kinds()).as("%s", verdict).isEqualTo(EnumSet.of(kind, consequences));
    }

    private Row company() {
        return session.execute(
                        "SELECT * FROM %s WHERE tick_id = ? LIMIT 1".formatted(Table.COMPANIES_CREATED.qualifiedName()),
                        tick)
                .one();
    }

    private void delete(UUID company) {
        session.execute(
                "DELETE FROM %s WHERE tick_id = ? AND id = ?".formatted(Table.COMPANIES_CREATED.qualifiedName()),
                tick,
                company);
    }

    /** As a broker delivers an event that has waited for days. */
    private HttpResponse<String> ping(RunningStack stack, Instant time) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + stack.address(Port.FUNCTION) + "/"))
                        .header("ce-specversion", "1.0")
                        .header("ce-type", "dev.knative.sources.ping")
                        .header("ce-source", "/apis/v1/namespaces/tickstream/pingsources/ticks")
                        .header("ce-id", "1")
                        .header("ce-time", time.toString())
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
