package io.tickstream.localstack.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Identity;
import io.tickstream.contract.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from which evidence, for six slots of ten seconds in which all is well at first. */
class AuditTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T23:59:30Z");
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Slots SLOTS = new Slots(BEGIN, BEGIN.plusSeconds(60), PERIOD);
    private static final Instant THIRD = BEGIN.plusSeconds(20);
    private static final UUID TICK = Identity.tick("fakerapi", THIRD);

    private final Map<UUID, Receipt> receipts = new HashMap<>();
    private final Map<UUID, Traces> traces = new HashMap<>();
    private final List<Schedule> changes = new ArrayList<>();

    AuditTest() {
        for (Instant slot : SLOTS.marks()) {
            received(slot, "fakerapi", "schedule", "delivered", 10, 9, 1);
            left(Identity.tick("fakerapi", slot), new Traces(9, 0, 1, 0, 0));
        }
    }

    @Test
    void a_ledger_that_adds_up_is_clean() {
        Audit audit = audit();

        assertThat(audit.findings()).isEmpty();
        assertThat(audit.lines()).hasSize(6).allSatisfy(line -> {
            assertThat(line.expected()).isEqualTo(1);
            assertThat(line.received()).isEqualTo(1);
            assertThat(line.landed() + line.rejected()).isEqualTo(line.fetched());
        });
    }

    @Test
    void a_slot_without_receipt_and_rows_is_missing() {
        receipts.remove(TICK);
        traces.remove(TICK);

        assertFound(Difference.MISSING);
        assertThat(audit().holes()).isEqualTo(1);
        assertThat(audit().differences()).isZero();
        assertThat(line(THIRD).outcome()).isEqualTo("missing");
    }

    @Test
    void a_slot_without_receipt_but_with_rows_has_lost_its_receipt() {
        receipts.remove(TICK);

        assertFound(Difference.RECEIPT_LOST);
        assertThat(audit().holes()).isEqualTo(1);
        assertThat(line(THIRD).landed()).isEqualTo(9);
        assertThat(line(THIRD).rejected()).isEqualTo(1);
        assertThat(line(THIRD).findings().get(0).detail()).contains("9 landed", "1 rejected");
    }

    @Test
    void a_receipt_that_the_job_could_not_decode_is_lost_not_missing() {
        receipts.remove(TICK);
        left(TICK, Traces.NONE.withRejection("landing", "ticks"));

        assertFound(Difference.RECEIPT_LOST);
    }

    @Test
    void a_slot_without_receipt_is_paused_if_the_schedule_was() {
        receipts.remove(TICK);
        traces.remove(TICK);
        change(Schedule.PAUSED, THIRD);
        change(Schedule.RUNNING, THIRD.plusMillis(9_999));

        assertThat(audit().findings()).isEmpty();
        assertThat(line(THIRD).expected()).isZero();
        assertThat(line(THIRD).outcome()).isEqualTo("paused");
    }

    @Test
    void a_pause_that_began_later_or_ended_before_excuses_nothing() {
        receipts.remove(TICK);
        traces.remove(TICK);
        change(Schedule.PAUSED, BEGIN.minusSeconds(3600));
        change(Schedule.RUNNING, THIRD);
        change(Schedule.PAUSED, THIRD.plusMillis(1));

        assertFound(Difference.MISSING);
    }

    @Test
    void a_pause_that_began_long_before_the_range_still_counts() {
        receipts.clear();
        traces.clear();
        change(Schedule.RUNNING, BEGIN.minusSeconds(7200));
        change(Schedule.PAUSED, BEGIN.minusSeconds(3600));

        assertThat(audit().findings()).isEmpty();
        assertThat(audit().lines()).allMatch(line -> line.expected() == 0);
    }

    @Test
    void a_pause_does_not_hide_a_lost_receipt() {
        receipts.remove(TICK);
        change(Schedule.PAUSED, BEGIN);

        assertFound(Difference.RECEIPT_LOST);
        assertThat(line(THIRD).expected()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"paused", "skipped_overlap", "source_unavailable"})
    void a_tick_that_fetched_nothing_may_not_have_landed_anything(String outcome) {
        received(THIRD, "fakerapi", "pingsource", outcome, 0, 0, 0);
        left(TICK, Traces.NONE);
        assertThat(audit().findings()).isEmpty();

        left(TICK, Traces.NONE.withLanded(1));
        assertFound(Difference.COMPANIES_EXTRA);
    }

    @Test
    void two_scheduled_ticks_in_one_slot_are_duplicated() {
        received(THIRD, "other", "schedule", "delivered", 10, 10, 0);
        left(Identity.tick("other", THIRD), Traces.NONE.withLanded(10));

        assertFound(Difference.DUPLICATED);
        assertThat(line(THIRD).received()).isEqualTo(2);
        assertThat(line(THIRD).fetched()).isEqualTo(20);
        assertThat(line(THIRD).findings().get(0).detail()).contains("fakerapi, other");
    }

    @Test
    void an_id_that_does_not_follow_from_source_and_slot_is_foreign() {
        UUID foreign = UUID.fromString("00000000-0000-4000-8000-000000000000");
        receipts.remove(TICK);
        receipts.put(foreign, new Receipt(THIRD, foreign, "fakerapi", "cron", "delivered", 10, 10, 0));
        left(foreign, Traces.NONE.withLanded(10));

        assertFound(Difference.FOREIGN_ID);
    }

    @Test
    void a_scheduled_tick_between_two_marks_is_off_the_clock() {
        Instant between = THIRD.plusSeconds(5);
        received(between, "fakerapi", "schedule", "delivered", 10, 10, 0);
        left(Identity.tick("fakerapi", between), Traces.NONE.withLanded(10));

        assertFound(Difference.OFF_THE_CLOCK);
        assertThat(line(between).expected()).isZero();
    }

    @Test
    void a_tick_by_hand_is_a_line_of_its_own_and_fills_no_slot() {
        UUID byHand = Identity.manualTick("fakerapi", "me");
        receipts.put(byHand, new Receipt(THIRD, byHand, "fakerapi", "manual", "delivered", 10, 10, 0));
        left(byHand, Traces.NONE.withLanded(10));
        assertThat(audit().findings()).isEmpty();
        assertThat(audit().lines())
                .hasSize(7)
                .filteredOn(Line::byHand)
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.expected()).isZero();
                    assertThat(line.fetched()).isEqualTo(10);
                });

        receipts.remove(TICK);
        traces.remove(TICK);
        assertFound(Difference.MISSING);

        left(byHand, Traces.NONE.withLanded(9));
        assertFound(Difference.MISSING, Difference.COMPANIES_MISSING);
    }

    @Test
    void a_row_too_few_and_a_row_too_many() {
        left(TICK, new Traces(8, 0, 1, 0, 0));
        assertFound(Difference.COMPANIES_MISSING);
        assertThat(audit().findings().get(0).detail()).isEqualTo("1 of 9 published companies have not landed");
        assertThat(audit().holes()).isZero();
        assertThat(audit().differences()).isEqualTo(1);

        left(TICK, new Traces(10, 0, 1, 0, 0));
        assertFound(Difference.COMPANIES_EXTRA);
    }

    @Test
    void a_rejection_too_few_and_a_rejection_too_many() {
        left(TICK, new Traces(9, 0, 0, 0, 0));
        assertFound(Difference.REJECTIONS_MISSING);

        left(TICK, new Traces(9, 0, 2, 0, 0));
        assertFound(Difference.REJECTIONS_EXTRA);
    }

    @Test
    void a_lost_row_is_not_made_up_for_by_a_doubled_rejection() {
        left(TICK, new Traces(8, 0, 2, 0, 0));

        assertFound(Difference.COMPANIES_MISSING, Difference.REJECTIONS_EXTRA);
    }

    /** As after a correction, or where another attempt of the tick has landed what this one could not read. */
    @Test
    void a_rejection_that_was_resolved_may_have_become_a_company() {
        left(TICK, new Traces(10, 0, 0, 0, 1));
        assertThat(audit().findings()).isEmpty();
        assertThat(line(THIRD).landed() + line(THIRD).rejected()).isEqualTo(10);

        left(TICK, new Traces(10, 0, 0, 0, 0));
        assertFound(Difference.COMPANIES_EXTRA, Difference.REJECTIONS_MISSING);
        left(TICK, new Traces(11, 0, 0, 0, 1));
        assertFound(Difference.COMPANIES_EXTRA);
        left(TICK, new Traces(9, 0, 0, 0, 1));
        assertFound(Difference.REJECTIONS_MISSING);
        left(TICK, new Traces(10, 0, 1, 0, 1));
        assertFound(Difference.COMPANIES_EXTRA);
    }

    @Test
    void what_was_resolved_since_the_receipt_was_replaced_by_a_better_one_needs_no_excuse() {
        received(THIRD, "fakerapi", "schedule", "delivered", 10, 10, 0);
        left(TICK, Traces.NONE.withLanded(10).withResolved("source"));
        assertThat(audit().findings()).isEmpty();

        left(TICK, Traces.NONE.withLanded(9).withResolved("source"));
        assertFound(Difference.COMPANIES_MISSING);
        left(TICK, Traces.NONE.withLanded(11).withResolved("source"));
        assertFound(Difference.COMPANIES_EXTRA);
    }

    @Test
    void a_company_that_the_job_could_not_decode_counts_as_landed_elsewhere() {
        left(TICK, new Traces(8, 0, 1, 0, 0).withRejection("landing", "companies_created"));

        assertThat(audit().findings()).isEmpty();
        assertThat(line(THIRD).landed() + line(THIRD).rejected()).isEqualTo(10);
    }

    @Test
    void a_rejection_that_the_job_could_not_decode_stands_for_itself() {
        left(TICK, new Traces(9, 0, 0, 0, 0).withRejection("landing", "companies_rejected"));

        assertThat(audit().findings()).isEmpty();
    }

    @Test
    void an_undecodable_receipt_beside_a_good_one_is_none_of_the_tick_s_records() {
        left(TICK, new Traces(9, 0, 1, 0, 0).withRejection("landing", "ticks"));

        assertThat(audit().findings()).isEmpty();
    }

    @Test
    void of_a_tick_that_failed_to_publish_everything_between_acknowledged_and_fetched_may_have_landed() {
        received(THIRD, "fakerapi", "schedule", "publish_failed", 10, 4, 1);
        for (Traces possible : List.of(
                new Traces(4, 0, 1, 0, 0),
                new Traces(9, 0, 1, 0, 0),
                new Traces(7, 0, 3, 0, 0),
                new Traces(4, 1, 5, 0, 0))) {
            left(TICK, possible);
            assertThat(audit().findings()).as("%s", possible).isEmpty();
            assertThat(line(THIRD).landed()
                            + line(THIRD).rejected()
                            + line(THIRD).unpublished())
                    .isEqualTo(10);
        }
    }

    @Test
    void of_a_tick_that_failed_to_publish_what_was_acknowledged_must_have_landed_and_no_more_than_fetched() {
        received(THIRD, "fakerapi", "schedule", "publish_failed", 10, 4, 1);

        left(TICK, new Traces(3, 0, 1, 0, 0));
        assertFound(Difference.COMPANIES_MISSING);
        left(TICK, new Traces(4, 0, 0, 0, 0));
        assertFound(Difference.REJECTIONS_MISSING);
        left(TICK, new Traces(10, 0, 1, 0, 0));
        assertFound(Difference.COMPANIES_EXTRA);
        left(TICK, new Traces(9, 0, 2, 0, 0));
        assertFound(Difference.REJECTIONS_EXTRA);
    }

    @Test
    void a_receipt_that_contradicts_itself_is_told() {
        received(THIRD, "fakerapi", "schedule", "delivered", 12, 9, 1);
        assertFound(Difference.SUMS_DISAGREE);

        received(THIRD, "fakerapi", "schedule", "publish_failed", 9, 9, 1);
        assertFound(Difference.SUMS_DISAGREE);
    }

    @Test
    void an_outcome_of_a_later_version_is_judged_like_one_that_failed() {
        received(THIRD, "fakerapi", "schedule", "half_delivered", 10, 4, 1);
        left(TICK, new Traces(8, 0, 1, 0, 0));

        assertThat(audit().findings()).isEmpty();
    }

    @Test
    void where_nothing_was_received_every_slot_is_looked_up_under_every_source() {
        receipts.clear();

        assertThat(Evidence.suspects(SLOTS, List.of(), List.of("fakerapi", "other")))
                .hasSize(12)
                .contains(TICK, Identity.tick("other", THIRD));
        assertThat(audit().holes()).isEqualTo(6);
    }

    @Test
    void every_difference_says_what_it_means_and_what_to_do() {
        for (Difference difference : Difference.values()) {
            assertThat(difference.meaning()).hasSizeGreaterThan(60).endsWith(".");
        }
    }

    private void assertFound(Difference... differences) {
        assertThat(audit().findings()).extracting(Finding::difference).containsExactly(differences);
    }

    private Line line(Instant slot) {
        return audit().lines().stream()
                .filter(line -> line.slot().equals(slot))
                .findFirst()
                .orElseThrow();
    }

    private Audit audit() {
        return Audit.of(
                SLOTS,
                new Evidence(
                        List.copyOf(receipts.values()),
                        Set.of("fakerapi", "other"),
                        Map.copyOf(traces),
                        new Pauses(changes)));
    }

    private void received(
            Instant slot, String source, String trigger, String outcome, int fetched, int published, int rejected) {
        UUID id = Identity.tick(source, slot);
        receipts.put(id, new Receipt(slot, id, source, trigger, outcome, fetched, published, rejected));
    }

    private void left(UUID tick, Traces left) {
        traces.put(tick, left);
    }

    private void change(String state, Instant at) {
        changes.add(new Schedule(state, "somebody", at, null));
    }
}
