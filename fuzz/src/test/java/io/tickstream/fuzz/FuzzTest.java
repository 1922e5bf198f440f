package io.tickstream.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FuzzTest {
    @BeforeEach
    void ask_for_a_hundred_cases() {
        System.setProperty("tickstream.fuzz.cases", "100");
        System.setProperty("tickstream.fuzz.seed", "7");
    }

    @AfterEach
    void ask_for_nothing() {
        List.of("cases", "seed", "case").forEach(name -> System.clearProperty("tickstream.fuzz." + name));
    }

    @Test
    void draws_the_same_of_the_same_seed_and_something_else_of_another() throws InterruptedException {
        List<String> once = texts();
        List<String> again = texts();
        System.setProperty("tickstream.fuzz.seed", "8");

        assertThat(again).isEqualTo(once);
        assertThat(texts()).isNotEqualTo(once);
    }

    @Test
    void runs_one_case_as_it_was_among_all() throws InterruptedException {
        String amongAll = texts().get(42);
        System.setProperty("tickstream.fuzz.case", "42");

        assertThat(texts()).containsExactly(amongAll);
    }

    @Test
    void runs_every_case_once_however_many_at_a_time() throws InterruptedException {
        Set<Long> numbers = ConcurrentHashMap.newKeySet();

        Fuzz.of("test").at(4).run(draw -> assertThat(numbers.add(draw.number())).isTrue());

        assertThat(numbers).hasSize(100);
    }

    @Test
    void a_case_that_throws_is_told_with_the_command_that_repeats_it() {
        assertThatThrownBy(() -> Fuzz.of("test").run(draw -> {
                    draw.shows("what it was about");
                    if (draw.number() == 42) {
                        throw new IllegalStateException("broken");
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("broken", "fuzz/fuzz.sh --seed 7 --case 42 test", "what it was about");
    }

    @Test
    void a_case_that_hangs_is_told_with_where_it_does() {
        CountDownLatch never = new CountDownLatch(1);

        assertThatThrownBy(() -> Fuzz.of("test").within(Duration.ofMillis(200)).run(draw -> never.await()))
                .hasMessageContainingAll("more than PT0.2S", "FuzzTest", "--case 0");
    }

    @Test
    void a_case_that_takes_too_much_memory_is_told() {
        assertThatThrownBy(() -> Fuzz.of("test")
                        .run(draw -> Fuzz.allocating(1 << 20, () -> new byte[draw.number() == 3 ? 4 << 20 : 1])))
                .hasMessageContainingAll("--case 3", "1048576 may be");
    }

    @Test
    void damage_changes_and_cases_differ() throws InterruptedException {
        byte[] valid = "valid and rather long".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Set<String> damaged = new HashSet<>();

        Fuzz.of("test").run(draw -> damaged.add(java.util.Arrays.toString(draw.damaged(valid))));

        assertThat(damaged).hasSizeGreaterThan(90);
    }

    private static List<String> texts() throws InterruptedException {
        List<String> texts = new ArrayList<>();
        Fuzz.of("test").run(draw -> texts.add(draw.text() + draw.edge() + draw.word()));
        return texts;
    }
}
