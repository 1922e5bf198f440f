package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.contract.Table;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.process.ServerProcess;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people do with the landing job, and what it refuses to do. */
@WithLocalStack
class OperationsIT {
    /** A job by hand that leaves the cluster to the stack's own. */
    private static final String[] LOCAL = {"submit", "--master", "local[2]"};

    private CommandLine commandLine;

    @BeforeEach
    void a_job_runs(RunningStack stack) throws IOException, InterruptedException {
        commandLine = new CommandLine(stack);
        stack.up("job"); // also where the test before has failed halfway
    }

    @Test
    void a_second_job_on_the_same_checkpoint_says_so_and_ends(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        long first = stack.process("job").pid();

        CommandLine.Answer second = commandLine.run(LOCAL);

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.said())
                .contains("Landing cannot start. Another driver lands from this checkpoint: ", "process " + first);
        assertThat(stack.process("job").pid()).isEqualTo(first);
        landed.awaitCompanies(Landed.id(stack.tick()), 10);
    }

    @Test
    void a_job_that_was_killed_lets_its_successor_in_within_a_minute(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        stack.crash("job");
        long killed = System.nanoTime();
        JsonNode meanwhile = stack.tick();

        stack.up("job");

        landed.awaitCompanies(Landed.id(meanwhile), 10);
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void a_job_that_was_frozen_ends_without_a_commit_when_another_has_taken_over(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        ServerProcess frozen = stack.process("job");
        signal("STOP", frozen);
        JsonNode meanwhile = stack.tick();
        CommandLine.Running successor = commandLine.start(LOCAL);
        try {
            landed.awaitCompanies(Landed.id(meanwhile), 10);
            Landed.patiently().until(() -> stack.stack().submitted().isPresent());
            assertThat(commandLine.run("status", "--json").said())
                    .contains("\"submitted_pid\" : "
                            + stack.stack().submitted().orElseThrow().pid());

            signal("CONT", frozen);

            Landed.patiently().until(() -> !frozen.isAlive());
            assertThat(Files.readString(stack.stack().log("job"), UTF_8))
                    .contains("Landing ends. Another driver has taken over this checkpoint");
            landed.awaitCompanies(Landed.id(stack.tick()), 10);
            assertThat(successor.process().isAlive()).isTrue();
        } finally {
            signal("CONT", frozen);
            stack.down("job");
        }

        assertThat(successor.await().said()).contains("Stopped; what has not landed yet lands at the next start");
        stack.up("job"); // at once, since its predecessor has left the lease
        landed.awaitCompanies(Landed.id(stack.tick()), 10);
    }

    @Test
    void losses_are_told_and_refused_until_they_are_accepted(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        Landed landed = new Landed(stack);
        landed.awaitCompanies(Landed.id(stack.tick()), 10);
        CommandLine.Answer before = commandLine.run("doctor", "--json");
        assertThat(before.exitCode()).isZero();
        assertThat(before.json().path("well").asBoolean()).isTrue();

        stack.down("job");
        JsonNode meanwhile = stack.tick();
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.address(Port.KAFKA)))) {
            TopicPartition ticks = new TopicPartition(Topic.TICKS.topicName(), 0);
            long end = admin.listOffsets(Map.of(ticks, OffsetSpec.latest()))
                    .partitionResult(ticks)
                    .get()
                    .offset();
            admin.deleteRecords(Map.of(ticks, RecordsToDelete.beforeOffset(end)))
                    .all()
                    .get();
            recreate(admin, Topic.COMPANIES_REJECTED);
        }

        CommandLine.Answer doctor = commandLine.run("doctor");
        assertThat(doctor.exitCode()).isEqualTo(1);
        assertThat(doctor.said())
                .contains("LOSS ticks-0: 1 records", "LOSS companies_rejected: it was deleted and created anew");
        CommandLine.Answer refused = commandLine.run(LOCAL);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.said())
                .contains("Landing cannot start. ", "ticks-0: 1 records", "spark.tickstream.acceptLoss=true");

        CommandLine.Running accepted =
                commandLine.start("submit", "--master", "local[2]", "--conf", "spark.tickstream.acceptLoss=true");
        landed.awaitCompanies(Landed.id(meanwhile), 10);
        stack.down("job");
        assertThat(accepted.await().said()).contains("Accepting the loss");
        assertThat(commandLine.run("doctor").said()).contains("Well: a start loses nothing.");
        stack.up("job");
        JsonNode after = stack.tick();
        landed.awaitCompanies(Landed.id(after), 10);
        landed.awaitReceipt(Landed.id(after), Landed.slot(after));
    }

    @Test
    void a_replay_fills_emptied_tables_to_the_same_content(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        JsonNode first = landedTick(stack, landed);
        Instant between = Instant.now();
        JsonNode second = landedTick(stack, landed);
        // of these ticks only: other tests put rows into the table that were never in Kafka, or are there no more
        List<String> companies = contents(landed, first, second);
        Row receipt = landed.awaitReceipt(Landed.id(first), Landed.slot(first));
        Stream.of(
                        Table.COMPANIES_CREATED,
                        Table.TICKS,
                        Table.COMPANY_STATS,
                        Table.COMPANY_DAYS,
                        Table.COMPANY_TOTALS,
                        Table.LANDED)
                .forEach(table -> stack.session().execute("TRUNCATE " + table.qualifiedName()));

        CommandLine.Answer part = commandLine.run("replay", "--from", between.toString());

        assertThat(part.exitCode()).as(part.said()).isZero();
        assertThat(part.said()).contains("Replayed 11 records: 10 companies, 1 ticks, 0 rejections");
        assertThat(landed.ids(Landed.id(second))).hasSize(10);
        assertThat(landed.ids(Landed.id(first))).isEmpty();

        CommandLine.Answer whole = commandLine.run("replay", "--from", "beginning");

        assertThat(whole.exitCode()).as(whole.said()).isZero();
        assertThat(whole.said()).contains("The landing job recomputes the rollups of ");
        Landed.patiently().untilAsserted(() -> assertThat(RolledUp.found(stack, day -> true))
                .hasSizeGreaterThan(20)
                .isEqualTo(RolledUp.expected(stack, day -> true)));
        assertThat(companies).hasSize(20);
        assertThat(contents(landed, first, second)).isEqualTo(companies);
        assertThat(landed.awaitReceipt(Landed.id(first), Landed.slot(first)).getFormattedContents())
                .isEqualTo(receipt.getFormattedContents());
        assertThat(commandLine.run("replay", "--from", "yesterday").exitCode()).isEqualTo(2);
    }

    @Test
    void prometheus_finds_the_jobs_figures_under_the_same_names_after_each_start(RunningStack stack)
            throws IOException, InterruptedException {
        new Landed(stack).awaitCompanies(Landed.id(stack.tick()), 10);
        Landed.patiently().untilAsserted(() -> assertThat(Http.get(stack, Port.JOB_UI, "/metrics/prometheus/"))
                .containsPattern("metrics_tickstream_driver_tickstream_rows_landed_Value\\{type=\"gauges\"} [1-9]")
                .containsPattern("metrics_tickstream_driver_tickstream_offsets_behind_Value\\{type=\"gauges\"} 0")
                .containsPattern("metrics_tickstream_driver_tickstream_batch_landing_ms_Value\\{type=\"gauges\"} [1-9]")
                .containsPattern("metrics_tickstream_driver_tickstream_batch_commit_ms_Value\\{type=\"gauges\"} [0-9]")
                .containsPattern("metrics_tickstream_driver_tickstream_freshness_p50_ms_Value\\{type=\"gauges\"} [1-9]")
                .containsPattern(
                        "metrics_tickstream_driver_tickstream_freshness_max_ms_Value\\{type=\"gauges\"} [1-9]"));
    }

    private static JsonNode landedTick(RunningStack stack, Landed landed) throws IOException, InterruptedException {
        JsonNode tick = stack.tick();
        landed.awaitCompanies(Landed.id(tick), 10);
        landed.awaitReceipt(Landed.id(tick), Landed.slot(tick));
        return tick;
    }

    /** Every company of the ticks with all that it holds. */
    private static List<String> contents(Landed landed, JsonNode... ticks) {
        return Stream.of(ticks)
                .flatMap(tick -> landed.companies(Landed.id(tick)).stream())
                .map(Row::getFormattedContents)
                .toList();
    }

    private static void recreate(Admin admin, Topic topic) throws InterruptedException, ExecutionException {
        admin.deleteTopics(List.of(topic.topicName())).all().get();
        Landed.patiently().ignoreExceptions().until(() -> {
            admin.createTopics(List.of(new NewTopic(topic.topicName(), topic.localPartitions(), (short) 1)))
                    .all()
                    .get();
            return true;
        });
    }

    private static void signal(String name, ServerProcess process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }
}
