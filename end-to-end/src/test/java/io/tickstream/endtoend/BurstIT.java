package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import io.tickstream.contract.Identity;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The function as cron runs it: a process for each minute. */
@WithLocalStack
class BurstIT {
    private static final Duration PERIOD = Duration.ofSeconds(10);

    /** A minute of marks, and a start on a busy machine. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(150);

    @TempDir
    Path folder;

    @Test
    void makes_the_ticks_of_its_minute_and_ends_well(RunningStack stack) throws IOException, InterruptedException {
        Path output = folder.resolve("burst.log");
        Instant minute = awaitSecondBefore(40);
        Process burst = stack.burst(Map.of(), output);

        assertThat(exitCode(burst)).as(Files.readString(output)).isZero();

        assertThat(Files.readString(output)).doesNotContain("Listening on: http");
        Landed landed = new Landed(stack);
        List<Instant> slots =
                Stream.iterate(minute, slot -> slot.plus(PERIOD)).limit(6).toList();
        for (Instant slot : slots) {
            Row receipt = landed.awaitReceipt(Identity.tick("fakerapi", slot), slot);
            assertThat(receipt.getString("trigger")).isEqualTo("cron");
            assertThat(receipt.getString("outcome")).isEqualTo("delivered");
            assertThat(receipt.getInstant("started_at")).isAfterOrEqualTo(slot);
            landed.awaitCompanies(Identity.tick("fakerapi", slot), 10);
        }
    }

    @Test
    void says_why_it_failed_when_kafka_cannot_be_reached(RunningStack stack) throws IOException, InterruptedException {
        Path output = folder.resolve("burst.log");
        Map<String, String> settings =
                Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + closedPort(), "INGEST_PERIOD", "PT1M");

        Process burst = stack.burst(settings, output);

        assertThat(exitCode(burst)).as(Files.readString(output)).isEqualTo(1);
        assertThat(Files.readString(output))
                .containsPattern("burst: tick \\S+: publish_failed: .*kafka.bootstrap.servers")
                .contains("burst: 1 receipts did not reach Kafka")
                .doesNotContain("\tat "); // a reason, not a stack trace
    }

    @Test
    void ends_when_it_is_told_to_and_leaves_the_receipts_of_what_it_did(RunningStack stack)
            throws IOException, InterruptedException {
        Path output = folder.resolve("burst.log");
        // one slot in the past, and the others too far ahead for this test to live to see
        Instant minute = awaitSecondBefore(12);
        Process burst = stack.burst(Map.of("INGEST_PERIOD", "PT30S"), output);
        Landed.patiently().until(() -> Files.readString(output).contains("Tick cron " + minute));

        burst.destroy();

        assertThat(exitCode(burst)).isNotZero();
        new Landed(stack).awaitReceipt(Identity.tick("fakerapi", minute), minute);
    }

    /** Waits until the minute is young enough for a slow start to stay within it; which minute that is. */
    private static Instant awaitSecondBefore(int second) {
        Landed.patiently().until(() -> Instant.now().getEpochSecond() % 60 < second);
        return Instant.now().truncatedTo(ChronoUnit.MINUTES);
    }

    private static int exitCode(Process process) throws InterruptedException {
        try {
            assertThat(process.waitFor(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
