package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Identity;
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
        for (boolean delivered : new boolean[] {true, false}) {
            assertThat(result(delivered, 0, 1, 3, 999).superseded(rejections(1, 2, 3, 999)))
                    .isEqualTo(rejections(1, 3, 999));
        }
    }

    @Test
    void rejections_of_the_one_attempt_that_there_was_stay() {
        assertThat(result(true, 0, 1, 3).superseded(rejections(2, 4))).isEmpty();
        assertThat(result(false).superseded(rejections(0, 1))).isEmpty();
    }

    /** Of a shorter answer, an empty one or none: whether the receipt is of the rejections' attempt is not known. */
    @Test
    void rejections_in_whose_place_nothing_has_landed_stay_whatever_the_receipt_says() {
        assertThat(result(true, 0, 1, 2).superseded(rejections(7, 8))).isEmpty();
        assertThat(result(true).superseded(rejections(0))).isEmpty();
    }

    @Test
    void an_answer_that_could_not_be_read_at_all_is_outdone_by_one_that_was_delivered() {
        assertThat(result(true, 0).superseded(rejections(AS_A_WHOLE, 5))).isEqualTo(rejections(AS_A_WHOLE));
        assertThat(result(false, 0).superseded(rejections(AS_A_WHOLE))).isEmpty();
    }

    @Test
    void what_is_no_rejection_of_the_tick_is_left_alone() {
        Set<UUID> strangers = Set.of(UUID.randomUUID(), Identity.rejectionAtSource(UUID.randomUUID(), 0));

        assertThat(result(true, 0).superseded(strangers)).isEmpty();
    }

    private static TickResult result(boolean delivered, int... companies) {
        return new TickResult(
                TICK,
                IntStream.of(companies)
                        .mapToObj(index -> Identity.company(TICK, index))
                        .collect(Collectors.toSet()),
                delivered);
    }

    private static Set<UUID> rejections(int... indexes) {
        return IntStream.of(indexes)
                .mapToObj(index -> Identity.rejectionAtSource(TICK, index))
                .collect(Collectors.toSet());
    }
}
