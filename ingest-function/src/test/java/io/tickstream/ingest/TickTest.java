package io.tickstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Identity;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TickTest {
    @Test
    void is_the_same_for_whatever_moment_within_its_slot() {
        assertThat(Tick.scheduled("fakerapi", Samples.PERIOD, Samples.SLOT.plusMillis(9_999)))
                .isEqualTo(Tick.scheduled("fakerapi", Samples.PERIOD, Samples.SLOT));
        assertThat(Samples.TICK.id()).isEqualTo(Identity.tick("fakerapi", Samples.SLOT));
    }

    @Test
    void has_an_identity_of_its_own_when_it_is_asked_for_by_hand() {
        Instant asked = Samples.SLOT.plusNanos(1_234_567_890);
        Tick tick = Tick.byHand("fakerapi", Samples.PERIOD, asked, "once");

        assertThat(tick.id()).isEqualTo(Identity.manualTick("fakerapi", "once")).isNotEqualTo(Samples.TICK.id());
        assertThat(tick.slot()).isEqualTo(Samples.SLOT);
        assertThat(tick.eventId()).contains("once");
    }
}
