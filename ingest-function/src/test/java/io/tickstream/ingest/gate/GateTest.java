package io.tickstream.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickstream.ingest.Configs;
import io.tickstream.ingest.gate.Gate.State;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class GateTest {
    private final FakeSchedule schedule = new FakeSchedule();
    private final Gate gate = new Gate(schedule, Configs.defaults());

    @Test
    void lets_ticks_run_when_nobody_has_set_a_state() {
        assertThat(gate.state()).isEqualTo(State.RUNNING);
        assertThat(gate.lastView().trouble()).isEmpty();
    }

    @Test
    void follows_the_table() {
        schedule.holds("paused");
        assertThat(gate.state()).isEqualTo(State.PAUSED);
        schedule.holds("running");
        assertThat(gate.state()).isEqualTo(State.RUNNING);
    }

    @Test
    void lets_ticks_run_when_the_state_was_never_known() {
        schedule.isAway();
        assertThat(gate.state()).isEqualTo(State.RUNNING);
        assertThat(gate.lastView().trouble()).contains("Cassandra is away");
    }

    @Test
    void stays_paused_while_the_state_cannot_be_read() {
        schedule.holds("paused");
        assertThat(gate.state()).isEqualTo(State.PAUSED);
        schedule.isAway();
        assertThat(gate.state()).isEqualTo(State.PAUSED);
        schedule.holds("running");
        assertThat(gate.state()).isEqualTo(State.RUNNING);
        assertThat(gate.lastView().trouble()).isEmpty();
    }

    @Test
    void keeps_the_last_known_state_when_the_table_holds_neither() {
        schedule.holds("paused");
        assertThat(gate.state()).isEqualTo(State.PAUSED);
        schedule.holds("Running!");
        assertThat(gate.state()).isEqualTo(State.PAUSED);
        assertThat(gate.lastView().trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("neither 'running' nor 'paused'"));
    }

    @Test
    void asks_nobody_when_it_is_switched_off() {
        schedule.holds("paused");
        assertThat(new Gate(schedule, Configs.with("ingest.gate.enabled", "false")).state())
                .isEqualTo(State.RUNNING);
    }

    @Test
    void goes_by_a_change_from_the_next_tick_on_although_cassandra_is_away_by_then() throws Exception {
        gate.change(change("paused"));
        schedule.isAway();
        assertThat(gate.state()).isEqualTo(State.PAUSED);
    }

    @Test
    void stays_as_it_is_when_a_change_did_not_reach_cassandra() {
        schedule.isAway();
        assertThatThrownBy(() -> gate.change(change("paused"))).isInstanceOf(Schedule.Unreachable.class);
        assertThat(gate.state()).isEqualTo(State.RUNNING);
    }

    private static io.tickstream.contract.Schedule change(String state) {
        return new io.tickstream.contract.Schedule(state, "ann", Instant.EPOCH, null);
    }
}
