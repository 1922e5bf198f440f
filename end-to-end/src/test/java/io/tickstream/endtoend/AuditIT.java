package io.tickstream.endtoend;

import static io.tickstream.endtoend.HandWrittenRow.values;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Schedule;
import io.tickstream.contract.Table;
import io.tickstream.localstack.audit.Audit;
import io.tickstream.localstack.audit.EvidenceReader;
import io.tickstream.localstack.audit.Line;
import io.tickstream.localstack.audit.Slots;
import io.tickstream.localstack.companyapi.Behaviour;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ledger adds up over ticks, rejections and pauses as they come; then somebody breaks it, in one way after the
 * other, and each time the audit says in which, until it is mended.
 */
@WithLocalStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIT {
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final String SOURCE = "fakerapi";
    private static final int COMPANIES = 8;
    private static final int REJECTIONS = 2;

    private CqlSession session;
    private CommandLine commandLine;
    private Landed landed;
    private Instant begin;
    private Instant end;
    private Row receipt;
    private UUID tick;
    private Instant slot;

    /** Two of ten companies are unreadable; the schedule is paused, with and without a function; one tick is by hand. */
    @BeforeAll
    void tick_pause_and_tick_again(RunningStack stack) throws IOException, InterruptedException {
        session = stack.session();
        commandLine = new CommandLine(stack);
        landed = new Landed(stack);
        stack.down("function");
        Instant started = Instant.now();
        stack.companyApi().behave(new Behaviour.WrongTypes(5));
        try {
            stack.upTicking((int) PERIOD.toSeconds());
            awaitOutcomes("delivered", started, 3);
            stack.tick();
            assertThat(commandLine
                            .run("schedule", "pause", "--reason", "the audit")
                            .exitCode())
                    .isZero();
            Instant paused = Instant.now();
            awaitOutcomes("paused", paused, 2);
            stack.down("function");
            Instant away = Instant.now();
            Landed.patiently().until(() -> Instant.now().isAfter(away.plus(PERIOD.multipliedBy(3))));
            stack.upTicking((int) PERIOD.toSeconds());
            assertThat(commandLine.run("schedule", "resume").exitCode()).isZero();
            awaitOutcomes("delivered", Instant.now(), 3);
        } finally {
            stack.down("function");
            stack.companyApi().behaveAsUsual();
            stack.up("function");
        }
        List<Row> scheduled = scheduled(started);
        begin = scheduled.get(0).getInstant("slot");
        end = scheduled.get(scheduled.size() - 1).getInstant("slot").plus(PERIOD);
        receipt = scheduled.stream()
                .filter(row -> row.getString("outcome").equals("delivered"))
                .findFirst()
                .orElseThrow();
        tick = receipt.getUuid("id");
        slot = receipt.getInstant("slot");
        Landed.patiently().untilAsserted(this::assertClean);
    }

    @Test
    void a_ledger_that_nobody_touched_adds_up_pauses_and_rejections_included() throws Exception {
        CommandLine.Answer answer = audit();

        assertThat(answer.exitCode()).isZero();
        JsonNode audit = answer.json();
        assertThat(audit.path("period_seconds").asInt()).isEqualTo((int) PERIOD.toSeconds());
        JsonNode summary = audit.path("summary");
        assertThat(summary.path("slots").asLong())
                .isEqualTo(Duration.between(begin, end).dividedBy(PERIOD));
        assertThat(summary.path("expected").asLong())
                .isEqualTo(summary.path("received").asLong())
                .isEqualTo(
                        summary.path("slots").asLong() - summary.path("paused").asLong());
        assertThat(summary.path("paused").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(summary.path("manual").asInt()).isEqualTo(1);
        assertThat(summary.path("fetched").asLong())
                .isEqualTo(summary.path("landed").asLong()
                        + summary.path("rejected").asLong()
                        + summary.path("unpublished").asLong());
        JsonNode line = line(audit, slot);
        assertThat(line.path("fetched").asInt()).isEqualTo(COMPANIES + REJECTIONS);
        assertThat(line.path("published").asInt()).isEqualTo(COMPANIES);
        assertThat(line.path("landed").asInt()).isEqualTo(COMPANIES);
        assertThat(line.path("rejected").asInt()).isEqualTo(REJECTIONS);
        List<String> outcomes = new ArrayList<>();
        audit.path("slots")
                .forEach(each -> outcomes.add(
                        each.path("outcome").asText() + each.path("received").asInt()));
        assertThat(outcomes).contains("delivered1", "paused1", "paused0");
    }

    @Test
    void a_company_that_is_gone_is_missed_until_it_is_back() throws Exception {
        Row company = landed.companies(tick).get(0);

        delete(company);
        assertFound(slot, "companies_missing");

        insert(Table.COMPANIES_CREATED, values(company));
        assertClean();
    }

    @Test
    void a_company_too_many_is_told_until_it_is_gone() throws Exception {
        Map<String, Object> company = values(landed.companies(tick).get(0));
        company.put("id", UUID.randomUUID());

        insert(Table.COMPANIES_CREATED, company);
        assertFound(slot, "companies_extra");

        delete(tick, (UUID) company.get("id"));
        assertClean();
    }

    @Test
    void a_tick_that_is_gone_with_all_it_left_is_missing_until_it_is_back() throws Exception {
        List<Row> companies = landed.companies(tick);
        List<Row> rejections = rejections();

        deleteReceipt(tick);
        companies.forEach(this::delete);
        rejections.forEach(row -> deleteRejection(row.getInstant("at"), row.getUuid("id")));
        assertFound(slot, "missing");

        insert(Table.TICKS, values(receipt));
        companies.forEach(row -> insert(Table.COMPANIES_CREATED, values(row)));
        rejections.forEach(row -> insert(Table.REJECTED, values(row)));
        assertClean();
    }

    @Test
    void a_slot_in_which_no_tick_was_ever_made_is_missing() throws Exception {
        Instant before = begin.minus(PERIOD);

        CommandLine.Answer answer = audit(before, end);

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(found(answer.json())).containsExactly(before + " missing");
        assertThat(answer.json().path("summary").path("holes").asInt()).isEqualTo(1);
    }

    @Test
    void a_receipt_that_is_lost_is_told_from_a_tick_that_is_missing() throws Exception {
        deleteReceipt(tick);
        Line line = assertFound(slot, "receipt_lost");
        assertThat(line.landed()).isEqualTo(COMPANIES);
        assertThat(line.rejected()).isEqualTo(REJECTIONS);

        insert(Table.TICKS, values(receipt));
        assertClean();
    }

    @Test
    void a_second_tick_in_a_slot_is_duplicated_until_it_is_gone() throws Exception {
        UUID other = Identity.tick("another", slot);
        Map<String, Object> second = values(receipt);
        second.putAll(Map.of("id", other, "source", "another", "fetched", COMPANIES, "rejected", 0));

        insert(Table.TICKS, second);
        landed.companies(tick).forEach(row -> {
            Map<String, Object> company = values(row);
            company.put("tick_id", other);
            insert(Table.COMPANIES_CREATED, company);
        });
        assertThat(assertFound(slot, "duplicated").received()).isEqualTo(2);

        deleteReceipt(other);
        landed.companies(other).forEach(this::delete);
        assertClean();
    }

    @Test
    void a_rejection_that_is_gone_and_one_too_many_are_told() throws Exception {
        Row rejection = rejections().get(0);

        deleteRejection(rejection.getInstant("at"), rejection.getUuid("id"));
        assertFound(slot, "rejections_missing");

        insert(Table.REJECTED, values(rejection));
        Map<String, Object> doubled = values(rejection);
        doubled.put("id", UUID.randomUUID());
        insert(Table.REJECTED, doubled);
        assertFound(slot, "rejections_extra");

        deleteRejection(rejection.getInstant("at"), (UUID) doubled.get("id"));
        assertClean();
    }

    @Test
    void a_receipt_that_was_forged_is_told() throws Exception {
        Map<String, Object> forged = values(receipt);
        forged.put("fetched", COMPANIES + REJECTIONS + 1);

        insert(Table.TICKS, forged);
        assertFound(slot, "sums_disagree");

        insert(Table.TICKS, values(receipt));
        assertClean();
    }

    @Test
    void slots_without_a_receipt_are_holes_where_nobody_knows_of_a_pause() throws Exception {
        List<Row> changes = session.execute(SimpleStatement.newInstance(
                        "SELECT * FROM %s WHERE name = ?".formatted(Table.SCHEDULE_CHANGES.qualifiedName()),
                        Schedule.NAME))
                .all();
        int paused = audit().json().path("summary").path("paused").asInt();

        session.execute(
                "DELETE FROM %s WHERE name = ?".formatted(Table.SCHEDULE_CHANGES.qualifiedName()), Schedule.NAME);
        CommandLine.Answer answer = audit();
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(found(answer.json())).hasSize(paused).allMatch(finding -> finding.endsWith(" missing"));

        changes.forEach(row -> insert(Table.SCHEDULE_CHANGES, values(row)));
        assertClean();
    }

    @Test
    void people_see_the_line_what_it_means_and_how_it_sums_up() throws Exception {
        deleteReceipt(tick);
        CommandLine.Answer all = commandLine.run(arguments(begin, end));
        CommandLine.Answer some = commandLine.run(with(arguments(begin, end), "--only-differences"));
        insert(Table.TICKS, values(receipt));

        assertThat(all.exitCode()).isEqualTo(1);
        assertThat(some.exitCode()).isEqualTo(1);
        assertThat(all.out().lines().count()).isGreaterThan(some.out().lines().count());
        assertThat(some.out())
                .contains("EXPECTED", "RECEIVED", "FETCHED", "PUBLISHED", "LANDED", "REJECTED")
                .contains(slot.toString(), "receipt_lost", tick.toString(), "1 hole, 0 differences.");
        CommandLine.Answer clean = commandLine.run(arguments(begin, end));
        assertThat(clean.exitCode()).isZero();
        assertThat(clean.out()).contains("delivered (by hand)", "0 holes, 0 differences.");
    }

    /** The stack's own, named as a stranger's would be. */
    @Test
    void another_cassandra_is_asked_by_address_role_and_password_file(RunningStack stack, @TempDir Path folder)
            throws Exception {
        Path reader = Files.writeString(
                folder.resolve("reader"), stack.stack().site().state().password(Role.READER) + "\n");
        Path wrong = Files.writeString(folder.resolve("wrong"), "not the password");
        String address = stack.stack().site().settings().address(Port.CASSANDRA);

        CommandLine.Answer answer = commandLine.run(elsewhere(arguments(begin, end), address, reader));
        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("0 holes, 0 differences.");

        CommandLine.Answer denied = commandLine.run(elsewhere(arguments(begin, end), address, wrong));
        assertThat(denied.exitCode()).isEqualTo(1);
        assertThat(denied.err()).contains("does not let tickstream_reader in", "--password-file");

        CommandLine.Answer readOnly = commandLine.run(
                elsewhere(new String[] {"schedule", "pause", "--user", "tickstream_reader"}, address, reader));
        assertThat(readOnly.exitCode()).isEqualTo(1);
        assertThat(readOnly.err()).contains("does not let this role", "tickstream_operator");
        assertClean();
    }

    private static String[] elsewhere(String[] arguments, String address, Path passwordFile) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--cassandra", address, "--password-file", passwordFile.toString()));
        return all.toArray(String[]::new);
    }

    /** A made-up day, long ago: what is measured is the reading. */
    @Test
    void a_whole_day_takes_seconds() throws Exception {
        Instant midnight = Instant.parse("2021-05-05T00:00:00Z");
        Instant nextMidnight = midnight.plus(Duration.ofDays(1));
        Duration tenSeconds = Duration.ofSeconds(10);
        PreparedStatement tickRow = session.prepare(
                "INSERT INTO %s (day, slot, id, source, trigger, outcome, fetched, published, rejected) VALUES (?, ?, ?, 'fakerapi', 'schedule', 'delivered', 2, 2, 0)"
                        .formatted(Table.TICKS.qualifiedName()));
        PreparedStatement companyRow = session.prepare(
                "INSERT INTO %s (tick_id, id) VALUES (?, ?)".formatted(Table.COMPANIES_CREATED.qualifiedName()));
        List<CompletionStage<?>> written = new ArrayList<>();
        for (Instant each = midnight; each.isBefore(nextMidnight); each = each.plus(tenSeconds)) {
            UUID id = Identity.tick(SOURCE, each);
            written.add(session.executeAsync(tickRow.bind(day(each), each, id)));
            written.add(session.executeAsync(companyRow.bind(id, Identity.company(id, 0))));
            written.add(session.executeAsync(companyRow.bind(id, Identity.company(id, 1))));
            if (written.size() > 300) {
                await(written);
            }
        }
        await(written);

        long started = System.nanoTime();
        CommandLine.Answer answer = commandLine.run(
                "audit", "--from", midnight.toString(), "--to", nextMidnight.toString(), "--period", "10", "--json");
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        System.out.printf("An audit of 8,640 slots took %.1f s, the start of Java included%n", took.toMillis() / 1e3);

        assertThat(answer.exitCode()).as(answer.err()).isZero();
        assertThat(answer.json().path("summary").path("received").asInt()).isEqualTo(8640);
        assertThat(answer.json().path("summary").path("landed").asInt()).isEqualTo(2 * 8640);
        assertThat(took).isLessThan(Duration.ofSeconds(30));
    }

    private static void await(List<CompletionStage<?>> written) {
        CompletableFuture.allOf(written.stream()
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        written.clear();
    }

    /** By what the command asks, without a start of Java each time; what it makes of it, other tests see. */
    private Line assertFound(Instant slot, String code) throws InterruptedException {
        Audit audit = reckoned();
        assertThat(audit.lines())
                .flatMap(line -> line.findings().stream()
                        .map(finding -> line.slot() + " " + finding.difference().code())
                        .toList())
                .containsExactly(slot + " " + code);
        return audit.lines().stream()
                .filter(line -> line.slot().equals(slot) && !line.byHand())
                .findFirst()
                .orElseThrow();
    }

    private void assertClean() throws InterruptedException {
        assertThat(reckoned().findings()).isEmpty();
    }

    private Audit reckoned() throws InterruptedException {
        Slots slots = new Slots(begin, end, PERIOD);
        return Audit.of(slots, new EvidenceReader(session).read(slots));
    }

    private CommandLine.Answer audit() throws IOException, InterruptedException {
        return audit(begin, end);
    }

    private CommandLine.Answer audit(Instant from, Instant to) throws IOException, InterruptedException {
        return commandLine.run(with(arguments(from, to), "--json"));
    }

    private static String[] arguments(Instant from, Instant to) {
        return new String[] {
            "audit",
            "--from",
            from.toString(),
            "--to",
            to.toString(),
            "--settle",
            "0s",
            "--period",
            String.valueOf(PERIOD.toSeconds())
        };
    }

    private static String[] with(String[] arguments, String more) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(more);
        return all.toArray(String[]::new);
    }

    private static List<String> found(JsonNode audit) {
        List<String> found = new ArrayList<>();
        audit.path("slots").forEach(line -> line.path("differences")
                .forEach(difference -> found.add(line.path("slot").asText() + " "
                        + difference.path("code").asText())));
        return found;
    }

    private static JsonNode line(JsonNode audit, Instant slot) {
        for (JsonNode line : audit.path("slots")) {
            if (line.path("slot").asText().equals(slot.toString())
                    && !line.path("manual").asBoolean()) {
                return line;
            }
        }
        throw new AssertionError("The audit has no slot " + slot);
    }

    private void awaitOutcomes(String outcome, Instant since, int count) {
        Landed.patiently()
                .until(() -> scheduled(since).stream()
                                .filter(row -> outcome.equals(row.getString("outcome")))
                                .count()
                        >= count);
    }

    private List<Row> scheduled(Instant since) {
        return landed.receiptsSince(since).stream()
                .filter(row -> "schedule".equals(row.getString("trigger")))
                .toList();
    }

    private List<Row> rejections() {
        return landed.rejected().stream()
                .filter(row -> tick.equals(row.getUuid("tick_id")))
                .toList();
    }

    private void deleteReceipt(UUID id) {
        session.execute(
                "DELETE FROM %s WHERE day = ? AND slot = ? AND id = ?".formatted(Table.TICKS.qualifiedName()),
                day(slot),
                slot,
                id);
    }

    private void delete(Row company) {
        delete(company.getUuid("tick_id"), company.getUuid("id"));
    }

    private void delete(UUID ofTick, UUID company) {
        session.execute(
                "DELETE FROM %s WHERE tick_id = ? AND id = ?".formatted(Table.COMPANIES_CREATED.qualifiedName()),
                ofTick,
                company);
    }

    private void deleteRejection(Instant at, UUID id) {
        session.execute(
                "DELETE FROM %s WHERE day = ? AND at = ? AND id = ?".formatted(Table.REJECTED.qualifiedName()),
                day(at),
                at,
                id);
    }

    private static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    private void insert(Table table, Map<String, Object> values) {
        HandWrittenRow.insert(session, table, values);
    }
}
