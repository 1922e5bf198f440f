package io.tickstream.localstack.companyapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class InstructionsTest {
    static final List<Behaviour> BEHAVIOURS = List.of(
            Behaviour.Status.of(404),
            new Behaviour.Status(429, Optional.of("Wed, 21 Oct 2026 07:28:00 GMT"), Optional.of("{}")),
            new Behaviour.Html(502),
            new Behaviour.Truncated(),
            new Behaviour.Cut(),
            new Behaviour.WrongTypes(3),
            new Behaviour.Empty(),
            new Behaviour.Slow(Duration.ofSeconds(2), OptionalInt.of(10)),
            Behaviour.Slow.by(Duration.ZERO),
            new Behaviour.Huge(1L << 33, true, false),
            new Behaviour.Reset(),
            new Behaviour.Redirect("//elsewhere", 308),
            new Behaviour.Fixed("{\"data\": [\"é\\n\"]}"));

    @ParameterizedTest
    @FieldSource("BEHAVIOURS")
    void reads_what_it_has_written(Behaviour behaviour) throws Exception {
        Instruction forever = new Instruction(behaviour, OptionalInt.empty());
        Instruction thrice = new Instruction(behaviour, OptionalInt.of(3));
        assertThat(Instructions.read(Instructions.write(forever))).isEqualTo(forever);
        assertThat(Instructions.read(Instructions.write(thrice))).isEqualTo(thrice);
    }

    @Test
    void reads_words_of_the_command_line() throws Exception {
        assertThat(Instructions.parse("empty")).isEqualTo(new Instruction(new Behaviour.Empty(), OptionalInt.empty()));
        assertThat(Instructions.parse("status:status=503,retryAfter=2,times=4"))
                .isEqualTo(new Instruction(Behaviour.Status.of(503, Duration.ofSeconds(2)), OptionalInt.of(4)));
        assertThat(Instructions.parse("redirect:location=http://127.0.0.1:1/?a=b"))
                .isEqualTo(new Instruction(Behaviour.Redirect.to("http://127.0.0.1:1/?a=b"), OptionalInt.empty()));
        assertThat(Instructions.parse("{\"kind\": \"huge\", \"bytes\": 2048}"))
                .isEqualTo(new Instruction(Behaviour.Huge.of(2048), OptionalInt.empty()));
    }

    @Test
    void names_what_is_wrong_with_the_words() {
        assertThatThrownBy(() -> Instructions.parse("lazy"))
                .isInstanceOf(BadQuestion.class)
                .hasMessageContaining("'lazy'")
                .hasMessageContaining("slow");
        assertThatThrownBy(() -> Instructions.parse("status:503"))
                .isInstanceOf(BadQuestion.class)
                .hasMessageContaining("'503'")
                .hasMessageContaining("name=value");
        assertThatThrownBy(() -> Instructions.parse("slow:delay=5"))
                .isInstanceOf(BadQuestion.class)
                .hasMessageContaining("delay is unknown")
                .hasMessageContaining("delayMillis");
    }
}
