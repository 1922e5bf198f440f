package io.tickstream.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MixtureTest {
    private static final int ROUNDS = 200;

    @Test
    void the_same_seed_strikes_the_same_faults_together() {
        assertThat(names(new Mixture(Catalogue.all(), 42)))
                .isEqualTo(names(new Mixture(Catalogue.all(), 42)))
                .isNotEqualTo(names(new Mixture(Catalogue.all(), 43)));
    }

    @Test
    void no_two_faults_of_a_round_lay_hands_on_the_same() {
        Mixture mixture = new Mixture(Catalogue.all(), 1);
        for (int round = 0; round < ROUNDS; round++) {
            Set<String> touched = new HashSet<>();
            for (Fault fault : mixture.next()) {
                assertThat(fault.mixes()).isTrue();
                for (String hand : fault.touches()) {
                    assertThat(touched.add(hand))
                            .as("%s in round %d", hand, round)
                            .isTrue();
                }
            }
            assertThat(touched).isNotEmpty();
        }
    }

    @Test
    void every_fault_that_may_mix_has_its_turn() {
        Mixture mixture = new Mixture(Catalogue.all(), 7);
        Set<String> struck = new HashSet<>();
        Stream.generate(mixture::next)
                .limit(5 * ROUNDS)
                .flatMap(List::stream)
                .map(Fault::name)
                .forEach(struck::add);
        assertThat(struck)
                .containsExactlyInAnyOrderElementsOf(Catalogue.all().stream()
                        .filter(Fault::mixes)
                        .map(Fault::name)
                        .toList());
    }

    @Test
    void says_that_nothing_may_be_mixed() {
        assertThatThrownBy(() -> new Mixture(List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<List<String>> names(Mixture mixture) {
        return Stream.generate(mixture::next)
                .limit(ROUNDS)
                .map(round -> round.stream().map(Fault::name).toList())
                .toList();
    }
}
