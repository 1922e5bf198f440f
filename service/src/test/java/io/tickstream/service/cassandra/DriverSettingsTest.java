package io.tickstream.service.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DriverSettingsTest {
    @Test
    void a_connection_whose_other_end_is_gone_is_noticed_within_ten_seconds_and_a_node_that_is_back_within_five() {
        try (DriverConfigLoader loader =
                DriverConfigLoader.programmaticBuilder().build()) {
            DriverExecutionProfile driver = loader.getInitialConfig().getDefaultProfile();
            assertThat(driver.getDuration(DefaultDriverOption.HEARTBEAT_INTERVAL)
                            .plus(driver.getDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT)))
                    .isLessThanOrEqualTo(Duration.ofSeconds(10));
            assertThat(driver.getDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY))
                    .isEqualTo(Duration.ofSeconds(5));
        }
    }
}
