package io.tickstream.localstack.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackSettingsTest {
    private static final StackSettings STRAIGHT =
            new StackSettings(null, 10, 10, false, Map.of(Port.KAFKA, 19092, Port.COMPANY_API, 18088));

    @Test
    void a_hop_leads_straight_to_its_server_or_by_way_of_its_detour() {
        StackSettings settings = STRAIGHT.withDetours(
                Map.of(Hop.JOB_TO_KAFKA, new Detour(20001, 20002), Hop.FUNCTION_TO_SOURCE, new Detour(20003, 18088)));

        assertThat(STRAIGHT.address(Hop.JOB_TO_KAFKA)).isEqualTo("127.0.0.1:19092");
        assertThat(settings.address(Hop.JOB_TO_KAFKA)).isEqualTo("127.0.0.1:20001");
        assertThat(settings.address(Hop.FUNCTION_TO_KAFKA)).isEqualTo("127.0.0.1:19092");
        assertThat(settings.sourceUrl()).hasToString("http://127.0.0.1:20003/api/v2/companies");
        assertThat(settings.port(Port.KAFKA)).isEqualTo(19092);
    }

    @Test
    void what_was_asked_for_is_kept_for_later_commands(@TempDir Path folder) throws IOException {
        StateFolder state = new StateFolder(folder);
        StackSettings settings = STRAIGHT.withDetours(Map.of(Hop.JOB_TO_CASSANDRA, new Detour(20001, 9042)))
                .withLedger()
                .withTicking(5);

        settings.save(state);

        assertThat(StackSettings.load(state)).contains(settings);
    }

    @Test
    void a_stack_of_an_earlier_version_is_found_again(@TempDir Path folder) throws IOException {
        StateFolder state = new StateFolder(folder);
        Files.writeString(
                state.settingsFile(),
                "{\"quantity\": 10, \"periodSeconds\": 10, \"ticking\": false,"
                        + " \"ports\": {\"KAFKA\": 19092, \"COMPANY_API\": 18088}}");

        assertThat(StackSettings.load(state)).contains(STRAIGHT);
    }

    @Test
    void a_detour_without_a_port_is_refused() {
        assertThatThrownBy(() -> new Detour(0, 9042))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("must be 1 to 65535");
    }
}
