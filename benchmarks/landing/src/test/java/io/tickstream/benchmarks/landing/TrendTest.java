package io.tickstream.benchmarks.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tickstream.benchmarks.landing.Trend.Point;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
    @Test
    void points_on_a_line_give_the_line() {
        Trend trend = Trend.through(List.of(new Point(0, 10), new Point(1, 13), new Point(3, 19)));
        assertThat(trend.slope()).isCloseTo(3, within(1e-9));
        assertThat(trend.mean()).isEqualTo(14);
        assertThat(trend.error()).isCloseTo(0, within(1e-9));
    }

    @Test
    void a_slope_that_is_less_than_the_noise_is_not_certain_and_one_that_is_more_is() {
        Random random = new Random(1);
        List<Point> noise = IntStream.range(0, 40)
                .mapToObj(i -> new Point(i, 100 + 10 * random.nextGaussian()))
                .toList();
        assertThat(Trend.through(noise).atLeast()).isNegative();
        assertThat(Trend.through(noise).atMost()).isPositive();
        List<Point> growth = noise.stream()
                .map(point -> new Point(point.time(), point.value() + 3 * point.time()))
                .toList();
        assertThat(Trend.through(growth).atLeast()).isPositive();
    }

    @Test
    void two_points_say_nothing_about_certainty() {
        assertThatThrownBy(() -> Trend.through(List.of(new Point(0, 1), new Point(1, 2))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Trend.through(List.of(new Point(1, 1), new Point(1, 2), new Point(1, 3))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
