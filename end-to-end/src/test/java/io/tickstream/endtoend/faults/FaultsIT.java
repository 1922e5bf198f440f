package io.tickstream.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.localstack.server.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * One fault of each class, and some mixed, over servers of its own; takes some nine minutes. All of them:
 * end-to-end/faults.sh. Another seed mixes others: {@code -Dtickstream.faults.seed=N}.
 */
class FaultsIT {
    private static final String USUAL_SEED = "20";
    private static final Duration MIXED = Duration.ofSeconds(75);

    @Test
    void nothing_is_lost_or_doubled_whatever_breaks() throws IOException, InterruptedException {
        Path folder = Path.of(System.getProperty("tickstream.test.faults"));
        FaultSuite suite = new FaultSuite(
                new Installation(Path.of(System.getProperty("tickstream.root"))),
                folder,
                Long.parseLong(System.getProperty("tickstream.faults.seed", USUAL_SEED)),
                false,
                System.out);

        Report report = suite.run(Catalogue.shortRun(), Catalogue.shortRun(), MIXED);

        report.writeJson(folder.resolve("report.json"));
        assertThat(report.results()).filteredOn(result -> !result.passed()).isEmpty();
    }
}
