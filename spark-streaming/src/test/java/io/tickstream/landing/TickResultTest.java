package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Identity;
import io.tickstream.landing.TickResult.Receipt;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which rejections count no more, once another attempt of their tick has landed. */
class TickResultTest {
    private static final UUID TICK = Identity.tick("fakerapi", Events.SLOT);
    private static final int AS_A_WHOLE = -1;

    @Test
    void a_company_that_has_landed_stands_for_its_rejection() {
        assertThat(result(companies(0, 1, 3)).superseded(rejections(1, 2, 3))).isEqualTo(rejections(1, 3));
    }

    @Test
    void whatever_the_receipt_of_the_attempt_that_came_last_says() {
        assertThat(result(companies(0, 1, 2), new Receipt(3, 2)).superseded(rejections(2)))
                .isEqualTo(rejections(2));
    }

    @Test
    void rejections_of_the_one_attempt_that_there_was_stay() {
        assertThat(result(companies(0, 1, 3), new Receipt(5, 3)).superseded(rejections(2, 4)))
                .isEmpty();
        assertThat(result(companies(), new Receipt(2, 0)).superseded(rejections(0, 1)))
                .isEmpty();
        assertThat(result(companies(), new Receipt(1, 0)).superseded(rejections(AS_A_WHOLE)))
                .isEmpty();
    }

    @Test
    void while_no_attempt_has_landed_a_company_or_ended_well_all_stay() {
        assertThat(result(companies()).superseded(rejections(AS_A_WHOLE, 0, 1))).isEmpty();
    }

    @Test
    void an_answer_that_could_not_be_read_at_all_is_outdone_by_one_that_could() {
        assertThat(result(companies(0), new Receipt(1, 1)).superseded(rejections(AS_A_WHOLE)))
                .isEqualTo(rejections(AS_A_WHOLE));
        assertThat(result(companies(), new Receipt(0, 0)).superseded(rejections(AS_A_WHOLE, 3)))
                .isEqualTo(rejections(AS_A_WHOLE, 3));
    }

    /** Which of its companies are still to come is not known before its receipt. */
    @Test
    void an_answer_that_could_not_be_read_at_all_waits_for_the_receipt() {
        assertThat(result(companies(0, 1)).superseded(rejections(AS_A_WHOLE))).isEmpty();
    }

    @Test
    void beyond_the_answer_that_counts_there_is_nothing_to_reject() {
        assertThat(result(companies(0, 1), new Receipt(3, 2)).superseded(rejections(2, 3, 999)))
                .isEqualTo(rejections(3, 999));
    }

    @Test
    void where_the_attempt_that_counts_could_not_read_its_answer_no_record_was_rejected() {
        assertThat(result(companies(), new Receipt(1, 0)).superseded(rejections(AS_A_WHOLE, 0, 7)))
                .isEqualTo(rejections(0, 7));
    }

    @Test
    void what_is_no_rejection_of_the_tick_is_left_alone() {
        Set<UUID> strangers = Set.of(UUID.randomUUID(), Identity.rejectionAtSource(UUID.randomUUID(), 0));

        assertThat(result(companies(0), new Receipt(1, 1)).superseded(strangers))
                .isEmpty();
    }

    private static TickResult result(Set<UUID> companies) {
        return new TickResult(TICK, companies, Optional.empty());
    }

    private static TickResult result(Set<UUID> companies, Receipt receipt) {
        return new TickResult(TICK, companies, Optional.of(receipt));
    }

    private static Set<UUID> companies(int... indexes) {
        return IntStream.of(indexes)
                .mapToObj(index -> Identity.company(TICK, index))
                .collect(Collectors.toSet());
    }

    private static Set<UUID> rejections(int... indexes) {
        return IntStream.of(indexes)
                .mapToObj(index -> Identity.rejectionAtSource(TICK, index))
                .collect(Collectors.toSet());
    }
}
