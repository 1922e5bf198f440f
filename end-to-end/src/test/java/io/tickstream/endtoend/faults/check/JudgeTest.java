package io.tickstream.endtoend.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.endtoend.faults.check.Evidence.LandedKey;
import io.tickstream.endtoend.faults.check.Evidence.SumKey;
import io.tickstream.localstack.audit.Difference;
import io.tickstream.localstack.companyapi.ServedAnswer;
import io.tickstream.localstack.companyapi.ServedAnswer.AnswerClass;
import io.tickstream.localstack.companyapi.ServedCompany;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Evidence of ticks that went well is clean; each thing that is changed in it is found, and called by its name. */
class JudgeTest {
    private static final Instant SLOT = Instant.parse("2026-01-31T23:59:50Z");
    private static final UUID FIRST = Identity.tick("fakerapi", SLOT);
    private static final UUID SECOND = Identity.tick("fakerapi", SLOT.plusSeconds(10));
    private static final UUID FAILED = Identity.tick("fakerapi", SLOT.plusSeconds(20));
    private static final int COMPANIES = 5;
    private static final int UNREADABLE = 3;

    private final List<ServedAnswer> answers = new ArrayList<>();
    private final Map<UUID, Facts> first = new HashMap<>();
    private final Map<Letter.Place, UUID> places = new HashMap<>();
    private final Map<Letter.Place, Optional<UUID>> undecodable = new HashMap<>();
    private final List<Receipt> sentReceipts = new ArrayList<>();
    private final List<Facts> rows = new ArrayList<>();
    private final List<Letter> letters = new ArrayList<>();
    private final List<Receipt> receipts = new ArrayList<>();
    private final Map<SumKey, Sums> sums = new HashMap<>();
    private final Map<LandedKey, Integer> landed = new HashMap<>();
    private final List<io.tickstream.localstack.audit.Finding> audit = new ArrayList<>();

    /** Two ticks of five companies, of which one cannot be read, and one whose companies did not reach the broker. */
    @BeforeEach
    void three_ticks() {
        tick(FIRST, SLOT);
        tick(SECOND, SLOT.plusSeconds(10));
        answers.add(answer(FAILED, AnswerClass.COMPANIES, companies()));
        receipt(new Receipt(FAILED, SLOT.plusSeconds(20), "publish_failed", COMPANIES, 0, 0, 0));
        Expected expected = new Expected(Scope.everything());
        rows.forEach(expected::add);
        sums.putAll(expected.sums());
        landed.putAll(expected.landed());
        assertClean();
    }

    private void tick(UUID tick, Instant slot) {
        answers.add(answer(tick, AnswerClass.COMPANIES, companies()));
        for (ServedCompany company : companies()) {
            if (company.isReadable()) {
                Facts facts = facts(tick, slot, company);
                rows.add(facts);
                first.put(facts.id(), facts);
                places.put(place(tick, company.index()), facts.id());
            } else {
                letters.add(atSource(tick, company.index()));
            }
        }
        receipt(new Receipt(tick, slot, "delivered", COMPANIES, COMPANIES - 1, 1, 0));
    }

    private void receipt(Receipt receipt) {
        receipts.add(receipt);
        sentReceipts.add(receipt);
    }

    @Test
    void sums_are_those_of_the_companies() {
        Facts company = rows.get(0);
        Figures figures = company.figures();
        Expected expected = new Expected(Scope.everything());
        expected.add(company);
        expected.add(company);
        assertThat(expected.sums())
                .hasSize(9)
                .containsEntry(
                        new SumKey("country", Optional.of(LocalDate.of(2026, 1, 31)), Optional.empty(), "Chile"),
                        new Sums(
                                2,
                                2L * figures.employees(),
                                2 * Math.round(figures.revenue() * 100),
                                2 * Math.round(figures.investmentReceived() * 100),
                                2 * Math.round(figures.valuation() * 100)));
        assertThat(expected.sums().keySet())
                .extracting(SumKey::toString)
                .contains(
                        "country total Chile",
                        "country 2026-01-31T23:59:00Z Chile",
                        "sector 2026-01-31 " + figures.sector());
        assertThat(expected.landed()).containsExactly(Map.entry(new LandedKey(SLOT, FIRST), 2));
    }

    /** Golden values, which the function's own test holds as well. */
    @Test
    void figures_follow_from_an_id() {
        assertThat(Figures.of(UUID.fromString("15d4fca3-c39c-50ba-bceb-0dc11cc408fd")))
                .isEqualTo(new Figures(900_039.68, 166, "Agriculture", day(1982, 8, 12), 2_225_995.0, 4_935_144.2));
        assertThat(Figures.of(UUID.fromString("333e4ae9-5325-5417-b523-5a918029320e")))
                .isEqualTo(new Figures(730_778.55, 5, "Retail", day(1993, 7, 4), 8_105_761.56, 3_369_122.73));
    }

    private static int day(int year, int month, int ofMonth) {
        return (int) LocalDate.of(year, month, ofMonth).toEpochDay();
    }

    @Test
    void a_row_that_is_gone_is_lost() {
        Facts gone = rows.remove(1);
        assertFound(Kind.LOST, gone.id());
    }

    @Test
    void a_row_that_never_reached_the_broker_is_lost_if_the_receipt_promises_it() {
        Facts gone = rows.remove(1);
        first.remove(gone.id());
        assertFound(Kind.LOST, gone.id());
    }

    @Test
    void a_company_of_a_failed_tick_that_reached_the_broker_must_land() {
        Facts event = facts(FAILED, SLOT.plusSeconds(20), companies().get(0));
        first.put(event.id(), event);
        assertFound(Kind.LOST, event.id());

        rows.add(event);
        count(event);
        assertClean();
    }

    @Test
    void what_a_failed_tick_had_acknowledged_must_land() {
        receipts.remove(2);
        sentReceipts.remove(2);
        receipt(new Receipt(FAILED, SLOT.plusSeconds(20), "publish_failed", COMPANIES, 1, 0, 0));
        assertFound(Kind.LOST, FAILED);
    }

    @Test
    void a_rejection_that_is_gone_is_lost() {
        Letter gone = letters.remove(0);
        assertFound(Kind.LOST, gone.id());
    }

    @Test
    void what_cannot_be_read_on_the_broker_must_be_a_rejection() {
        Letter.Place place = new Letter.Place(Topic.COMPANIES_CREATED.topicName(), 0, 99);
        undecodable.put(place, Optional.of(FIRST));
        assertFound(Kind.LOST, place.rejection());

        letters.add(atLanding(place, FIRST, place.rejection()));
        assertClean();
    }

    @Test
    void a_company_that_the_job_rejected_is_not_lost() {
        Facts gone = rows.remove(0);
        Letter.Place place = place(FIRST, 0);
        letters.add(atLanding(place, FIRST, place.rejection()));
        sums.clear();
        landed.clear();
        rows.forEach(this::count);
        assertClean();

        rows.add(gone);
        count(gone);
        assertThat(judged().kinds()).contains(Kind.DOUBLED);
    }

    @Test
    void a_row_of_an_id_that_nobody_served_is_unknown() {
        Facts row = rows.get(0);
        UUID stranger = UUID.randomUUID();
        rows.add(new Facts(row.tick(), stranger, row.slot(), row.sha256(), row.country(), row.figures()));
        assertFound(Kind.UNKNOWN, stranger);
    }

    @Test
    void rows_of_a_tick_that_nobody_made_are_unknown_and_have_no_receipt() {
        UUID tick = UUID.randomUUID();
        rows.add(facts(tick, SLOT, companies().get(0)));
        assertThat(judged().kinds()).containsExactlyInAnyOrder(Kind.UNKNOWN, Kind.RECEIPT_MISSING);
    }

    @Test
    void a_rejection_of_what_could_be_read_is_unknown() {
        letters.add(atSource(FAILED, 0));
        assertFound(Kind.UNKNOWN, Identity.rejectionAtSource(FAILED, 0));
    }

    @Test
    void a_rejection_at_landing_whose_id_is_not_its_records_is_unknown() {
        UUID id = UUID.randomUUID();
        letters.add(atLanding(new Letter.Place("companies_created", 0, 99), FIRST, id));
        assertFound(Kind.UNKNOWN, id);
    }

    @Test
    void a_receipt_that_is_not_on_the_broker_is_unknown_unless_the_broker_forgets() {
        sentReceipts.remove(0);
        assertFound(Kind.UNKNOWN, FIRST);
        assertThat(Judge.judge(Scope.everything().withABrokerThatForgets(), evidence())
                        .findings())
                .isEmpty();
    }

    @Test
    void any_column_that_is_changed_is_told() {
        Facts row = rows.get(0);
        Figures right = row.figures();
        Figures wrong = new Figures(
                right.revenue() + 0.01,
                right.employees(),
                right.sector(),
                right.foundedDay(),
                right.valuation(),
                right.investmentReceived());
        for (Facts altered : List.of(
                new Facts(row.tick(), row.id(), row.slot(), row.sha256(), row.country(), wrong),
                new Facts(row.tick(), row.id(), row.slot(), "another", row.country(), right),
                new Facts(row.tick(), row.id(), row.slot(), row.sha256(), "Peru", right),
                new Facts(row.tick(), row.id(), row.slot().plusSeconds(1), row.sha256(), row.country(), right),
                new Facts(row.tick(), row.id(), null, row.sha256(), row.country(), right))) {
            rows.set(0, altered);
            assertFound(Kind.ALTERED, row.id());
        }
        rows.set(0, row);
        assertClean();
    }

    @Test
    void a_company_in_two_ticks_is_doubled() {
        Facts row = rows.get(0);
        rows.add(new Facts(SECOND, row.id(), row.slot(), row.sha256(), row.country(), row.figures()));
        assertThat(judged().findings(Kind.DOUBLED))
                .extracting(Finding::id)
                .containsExactly(row.id().toString());
    }

    @Test
    void a_rejection_at_two_times_is_doubled() {
        Letter letter = letters.get(0);
        letters.add(new Letter(
                letter.id(),
                SLOT.plusSeconds(60),
                "source",
                letter.reason(),
                letter.tick(),
                letter.place(),
                letter.action()));
        assertFound(Kind.DOUBLED, letter.id());
    }

    @Test
    void a_rejection_that_was_put_aside_although_nothing_has_landed_in_its_place_is_lost() {
        Letter letter = letters.get(0);
        letters.set(0, superseded(letter));
        assertFound(Kind.LOST, letter.id());
    }

    @Test
    void a_rejection_of_a_whole_answer_may_be_put_aside_once_its_tick_is_delivered() {
        answers.add(0, answer(FIRST, AnswerClass.UNREADABLE, List.of()));
        letters.add(superseded(atSource(FIRST, -1)));
        assertClean();

        receipts.remove(0);
        assertThat(judged().findings(Kind.LOST))
                .extracting(Finding::id)
                .contains(Identity.rejectionAtSource(FIRST, -1).toString());
    }

    @Test
    void a_row_of_a_company_that_was_rejected_is_unknown() {
        Facts row = rows.get(0);
        UUID unreadable = Identity.company(FIRST, UNREADABLE);
        rows.add(new Facts(FIRST, unreadable, row.slot(), row.sha256(), row.country(), Figures.of(unreadable)));
        assertFound(Kind.UNKNOWN, unreadable);
    }

    @Test
    void a_sum_that_is_doubled_missing_or_too_many_is_wrong() {
        for (SumKey key : List.copyOf(sums.keySet())) {
            Sums right = sums.get(key);
            sums.put(key, right.plus(right));
            assertFound(Kind.ROLLUP_WRONG, key);
            sums.remove(key);
            assertFound(Kind.ROLLUP_WRONG, key);
            sums.put(key, right);
        }
        SumKey nobodys = new SumKey("country", Optional.empty(), Optional.empty(), "Peru");
        sums.put(nobodys, Sums.of(rows.get(0).figures()));
        assertFound(Kind.ROLLUP_WRONG, nobodys);
    }

    @Test
    void sums_without_a_lost_row_are_wrong_as_well() {
        rows.remove(0);
        sums.clear();
        landed.clear();
        rows.forEach(this::count);
        assertThat(judged().kinds()).containsExactlyInAnyOrder(Kind.LOST, Kind.ROLLUP_WRONG, Kind.LANDED_COUNT_WRONG);
    }

    @Test
    void a_count_of_rows_that_is_changed_is_wrong() {
        landed.merge(new LandedKey(SLOT, FIRST), 1, Integer::sum);
        assertFound(Kind.LANDED_COUNT_WRONG, FIRST);
    }

    @Test
    void a_receipt_that_is_gone_is_missing() {
        receipts.remove(0);
        assertFound(Kind.RECEIPT_MISSING, FIRST);
        sentReceipts.remove(0);
        assertFound(Kind.RECEIPT_MISSING, FIRST);
    }

    @Test
    void an_answer_to_a_tick_that_left_nothing_has_no_receipt() {
        UUID tick = Identity.tick("fakerapi", SLOT.plusSeconds(30));
        answers.add(answer(tick, AnswerClass.ERROR, List.of()));
        assertFound(Kind.RECEIPT_MISSING, "seed " + Identity.seed(tick));
    }

    @Test
    void a_receipt_of_another_answer_is_wrong() {
        receipts.remove(0);
        sentReceipts.remove(0);
        receipt(new Receipt(FIRST, SLOT, "delivered", COMPANIES, COMPANIES, 0, 0));
        assertThat(judged().findings(Kind.RECEIPT_WRONG))
                .extracting(Finding::id)
                .containsExactly(FIRST.toString());
    }

    @Test
    void the_receipt_that_did_most_must_stay() {
        Receipt delivered = sentReceipts.remove(0);
        sentReceipts.add(weighing(delivered, Receipt.writtenAt("delivered", COMPANIES, 1000, 1000, 0)));
        Receipt paused = new Receipt(FIRST, SLOT, "paused", 0, 0, 0, 0);
        sentReceipts.add(weighing(paused, Receipt.writtenAt("paused", 0, 9000, 9000, 1)));
        assertClean();

        receipts.set(0, paused);
        assertThat(judged().kinds()).contains(Kind.RECEIPT_WRONG);
    }

    @Test
    void a_tick_repeated_after_an_unreadable_answer_is_held_against_the_answer_that_it_delivered() {
        answers.add(0, answer(FIRST, AnswerClass.UNREADABLE, List.of()));
        answers.add(answer(FIRST, AnswerClass.CUT, List.of()));
        assertClean();
    }

    @Test
    void an_unreadable_answer_must_be_rejected_as_a_whole() {
        UUID tick = Identity.tick("fakerapi", SLOT.plusSeconds(30));
        answers.add(answer(tick, AnswerClass.UNREADABLE, List.of()));
        receipt(new Receipt(tick, SLOT.plusSeconds(30), "rejected", 1, 0, 1, 0));
        assertFound(Kind.LOST, Identity.rejectionAtSource(tick, -1));

        letters.add(atSource(tick, -1));
        assertClean();
    }

    @Test
    void what_the_audit_finds_is_found_except_that_nobody_ticked() {
        audit.add(new io.tickstream.localstack.audit.Finding(Difference.MISSING, FIRST, "no receipt"));
        assertClean();
        assertThat(Judge.judge(Scope.everything().onTheClock(Duration.ofSeconds(10)), evidence())
                        .kinds())
                .containsExactly(Kind.AUDIT_DIFFERENCE);
        audit.set(0, new io.tickstream.localstack.audit.Finding(Difference.SUMS_DISAGREE, FIRST, "bug"));
        assertFound(Kind.AUDIT_DIFFERENCE, "sums_disagree");
    }

    @Test
    void an_accepted_loss_is_none_if_the_audit_names_its_tick() {
        Facts gone = rows.remove(0);
        sumsOfWhatIsThere();
        audit.add(new io.tickstream.localstack.audit.Finding(Difference.COMPANIES_MISSING, SECOND, "1 of 4"));
        Scope accepted = Scope.everything().withAcceptedLoss();
        assertThat(Judge.judge(accepted, evidence()).kinds())
                .as("a loss of another tick than the audit names")
                .contains(Kind.LOST, Kind.ROLLUP_WRONG, Kind.AUDIT_DIFFERENCE);

        audit.set(0, new io.tickstream.localstack.audit.Finding(Difference.COMPANIES_MISSING, gone.tick(), "1 of 4"));
        assertThat(judged().kinds()).contains(Kind.LOST, Kind.ROLLUP_WRONG, Kind.AUDIT_DIFFERENCE);
        assertThat(Judge.judge(accepted, evidence()).findings()).isEmpty();

        Facts still = rows.get(0);
        SumKey key = new SumKey("country", Optional.empty(), Optional.empty(), still.country());
        sums.merge(key, Sums.of(still.figures()), Sums::plus);
        assertThat(Judge.judge(accepted, evidence()).kinds()).containsExactly(Kind.ROLLUP_WRONG);
    }

    private void sumsOfWhatIsThere() {
        Expected there = new Expected(Scope.everything());
        rows.forEach(there::add);
        sums.clear();
        sums.putAll(there.sums());
        landed.clear();
        landed.putAll(there.landed());
    }

    @Test
    void others_ticks_do_not_matter_to_a_scope_of_some() {
        rows.removeIf(row -> row.tick().equals(SECOND));
        receipts.removeIf(receipt -> receipt.tick().equals(SECOND));
        sums.clear();
        assertThat(Judge.judge(Scope.of(Set.of(FAILED)), evidence()).findings()).isEmpty();
        assertThat(Judge.judge(Scope.of(Set.of(FIRST)), evidence()).kinds()).containsExactly(Kind.ROLLUP_WRONG);
        assertThat(Judge.judge(Scope.of(Set.of(SECOND)), evidence()).kinds()).contains(Kind.LOST, Kind.RECEIPT_MISSING);
        assertThat(Judge.judge(Scope.of(Set.of(UUID.randomUUID())), evidence()).kinds())
                .containsExactly(Kind.RECEIPT_MISSING);
    }

    @Test
    void companies_of_strangers_are_held_against_the_broker() {
        UUID tick = UUID.randomUUID();
        Figures odd = new Figures(1, 2, "Tests", 3, 4, 5);
        Facts event = new Facts(tick, UUID.randomUUID(), SLOT, "odd", "Chile", odd);
        first.put(event.id(), event);
        rows.add(event);
        count(event);
        Scope scope = Scope.everything().withStrangers(Set.of(tick));
        assertThat(Judge.judge(scope, evidence()).findings()).isEmpty();

        rows.remove(event);
        assertThat(Judge.judge(scope, evidence()).kinds()).contains(Kind.LOST);
        rows.add(new Facts(tick, event.id(), SLOT, "even", "Chile", odd));
        assertThat(Judge.judge(scope, evidence()).kinds()).containsExactly(Kind.ALTERED);
        first.remove(event.id());
        assertThat(Judge.judge(scope, evidence()).kinds()).contains(Kind.UNKNOWN);
    }

    private void count(Facts company) {
        Expected one = new Expected(Scope.everything());
        one.add(company);
        one.sums().forEach((key, its) -> sums.merge(key, its, Sums::plus));
        one.landed().forEach((key, its) -> landed.merge(key, its, Integer::sum));
    }

    private void assertClean() {
        assertThat(judged().findings()).isEmpty();
    }

    private void assertFound(Kind kind, Object id) {
        assertThat(judged().findings())
                .extracting(finding -> finding.kind() + " " + finding.id())
                .containsExactly(kind + " " + id);
    }

    private Verdict judged() {
        return Judge.judge(Scope.everything(), evidence());
    }

    private Evidence evidence() {
        return new Evidence(
                answers,
                new Evidence.Broker(first, places, undecodable, sentReceipts),
                new Evidence.Tables(rows, letters, receipts, sums, landed),
                audit);
    }

    private static Receipt weighing(Receipt receipt, long writtenAt) {
        return new Receipt(
                receipt.tick(),
                receipt.slot(),
                receipt.outcome(),
                receipt.fetched(),
                receipt.published(),
                receipt.rejected(),
                writtenAt);
    }

    private static List<ServedCompany> companies() {
        List<ServedCompany> companies = new ArrayList<>();
        for (int index = 0; index < COMPANIES; index++) {
            companies.add(
                    index == UNREADABLE
                            ? new ServedCompany(index, Optional.empty(), Optional.empty())
                            : new ServedCompany(index, Optional.of("hash " + index), Optional.of("Chile")));
        }
        return companies;
    }

    private static Facts facts(UUID tick, Instant slot, ServedCompany company) {
        UUID id = Identity.company(tick, company.index());
        return new Facts(
                tick,
                id,
                slot,
                company.sha256().orElseThrow(),
                company.country().orElseThrow(),
                Figures.of(id));
    }

    private static Letter.Place place(UUID tick, int index) {
        return new Letter.Place(
                Topic.COMPANIES_CREATED.topicName(), 0, 1000 + (tick.hashCode() & 0xfffff) * 10L + index);
    }

    private static Letter atSource(UUID tick, int index) {
        return new Letter(
                Identity.rejectionAtSource(tick, index),
                SLOT,
                "source",
                "wrong_type",
                Optional.of(tick),
                Optional.empty(),
                Optional.empty());
    }

    private static Letter superseded(Letter letter) {
        return new Letter(
                letter.id(),
                letter.at(),
                letter.stage(),
                letter.reason(),
                letter.tick(),
                letter.place(),
                Optional.of("superseded"));
    }

    private static Letter atLanding(Letter.Place place, UUID tick, UUID id) {
        return new Letter(id, SLOT, "landing", "undecodable", Optional.of(tick), Optional.of(place), Optional.empty());
    }

    private static ServedAnswer answer(UUID tick, AnswerClass servedClass, List<ServedCompany> companies) {
        return new ServedAnswer(
                SLOT,
                Optional.of("_quantity=5&_seed=" + Identity.seed(tick)),
                OptionalLong.of(Identity.seed(tick)),
                COMPANIES,
                200,
                "none",
                servedClass,
                companies);
    }
}
