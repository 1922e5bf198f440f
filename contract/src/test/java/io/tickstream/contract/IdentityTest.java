package io.tickstream.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdentityTest {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Instant SLOT = Instant.parse("2026-11-22T12:00:10Z");
    private static final UUID TICK = Identity.tick("fakerapi", SLOT);

    @Test
    void floors_a_triggers_time_to_its_slot() {
        assertThat(Identity.slot(Instant.parse("2026-11-22T12:00:10.000Z"), PERIOD))
                .isEqualTo(SLOT);
        assertThat(Identity.slot(Instant.parse("2026-11-22T12:00:19.999Z"), PERIOD))
                .isEqualTo(SLOT);
        assertThat(Identity.slot(Instant.parse("1969-12-31T23:59:59Z"), PERIOD))
                .isEqualTo(Instant.parse("1969-12-31T23:59:50Z"));
    }

    @Test
    void refuses_a_period_without_length() {
        assertThatThrownBy(() -> Identity.slot(SLOT, Duration.ZERO)).hasMessageContaining("PT0S");
    }

    /** Golden values: were one to change, every stored row would be doubled by a replay. The values were computed with
     * Python's uuid.uuid5. */
    @Test
    void keeps_the_identities_of_rows_that_are_already_stored() {
        assertThat(TICK).hasToString("0b1755dc-f6d5-5553-bc78-af4dd0f5f460");
        assertThat(Identity.manualTick("fakerapi", "by-hand-1")).hasToString("a2a2d346-a7d8-5aa1-9373-3ea9fd6ad0f9");
        assertThat(Identity.company(TICK, 0)).hasToString("15d4fca3-c39c-50ba-bceb-0dc11cc408fd");
        assertThat(Identity.rejectionAtSource(TICK, -1)).hasToString("333e4ae9-5325-5417-b523-5a918029320e");
        assertThat(Identity.rejectionAtLanding("companies_created", 3, 42))
                .hasToString("82828227-0878-57f8-974c-fc3b8e1c23e8");
        assertThat(Identity.rollupLease()).hasToString("5eaf78b2-26f3-58ea-bcc1-e589e25208b8");
        assertThat(Identity.seed(TICK)).isEqualTo(93_039_342);
    }

    @Test
    void gives_every_record_of_every_tick_its_own_identity() {
        Set<UUID> ids = new HashSet<>();
        for (String source : new String[] {"fakerapi", "other"}) {
            for (int slot = 0; slot < 100; slot++) {
                UUID tick = Identity.tick(source, SLOT.plus(PERIOD.multipliedBy(slot)));
                for (int index = 0; index < 100; index++) {
                    ids.add(Identity.company(tick, index));
                    ids.add(Identity.rejectionAtSource(tick, index));
                }
            }
        }
        assertThat(ids).hasSize(2 * 100 * 100 * 2).allSatisfy(id -> assertThat(id.version())
                .isEqualTo(5));
    }

    @Test
    void seeds_the_source_with_an_integer_it_takes() {
        for (int slot = 0; slot < 1000; slot++) {
            assertThat(Identity.seed(Identity.tick("fakerapi", SLOT.plus(PERIOD.multipliedBy(slot)))))
                    .isNotNegative();
        }
    }
}
