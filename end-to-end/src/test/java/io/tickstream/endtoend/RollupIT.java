package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Identity;
import io.tickstream.contract.Table;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.process.Folders;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The rollups are what a recomputation from the table of companies gives, to the last digit, whatever happened. */
@WithLocalStack
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RollupIT {
    /** Days that no other test lands in. */
    private static final Instant NOON = Instant.parse("2031-03-04T12:00:00Z");

    private static final Instant MIDNIGHT = Instant.parse("2031-03-05T00:00:00Z");
    private static final List<Table> TABLES = List.of(
            Table.COMPANIES_CREATED, Table.LANDED, Table.COMPANY_STATS, Table.COMPANY_DAYS, Table.COMPANY_TOTALS);

    private static final int BIG_TICKS = 60;
    private static final int BIG_TICK = 500;

    private final Random random = new Random(7);

    @Test
    @Order(1)
    void after_duplicates_splits_late_ticks_and_a_restart(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        stack.up("job");
        int schema = Companies.register(stack, Topic.COMPANIES_CREATED.schema());
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        UUID split = UUID.randomUUID();
        send(stack, tick(schema, first, NOON, 0, 10));
        awaitRollups(stack, first, 10);
        send(stack, tick(schema, second, NOON.plusSeconds(10), 0, 10));
        send(stack, tick(schema, split, MIDNIGHT.minusSeconds(10), 0, 4));
        awaitRollups(stack, split, 4);
        Map<String, String> before = RolledUp.found(stack, RollupIT::ours);

        // the same ids with other content, in the same minute and on another day; and of one tick the rest
        send(stack, tick(schema, first, NOON, 0, 10));
        send(stack, tick(schema, second, NOON.plus(Duration.ofDays(1)), 0, 10));
        send(stack, tick(schema, split, MIDNIGHT.minusSeconds(10), 4, 10));
        awaitRollups(stack, split, 10);
        assertThat(RolledUp.found(stack, RollupIT::ours)).containsAllEntriesOf(of(before, first));

        // late, some of another year, and next to each other around midnight
        UUID last = UUID.randomUUID();
        send(stack, tick(schema, UUID.randomUUID(), NOON.minus(Duration.ofDays(90)), 0, 10));
        send(stack, tick(schema, UUID.randomUUID(), NOON.minusSeconds(30), 0, 10));
        send(stack, tick(schema, UUID.randomUUID(), MIDNIGHT, 0, 10));
        stack.down("job");
        send(stack, tick(schema, UUID.randomUUID(), NOON.plusSeconds(20), 0, 10));
        send(stack, tick(schema, last, NOON.minus(Duration.ofDays(1)), 0, 10));
        stack.up("job");
        awaitRollups(stack, last, 10);
    }

    @Test
    @Order(2)
    void after_a_job_is_killed_while_it_lands_and_while_it_rolls_up(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        Landed landed = new Landed(stack);
        stack.up("job");
        int schema = Companies.register(stack, Topic.COMPANIES_CREATED.schema());
        stack.down("job");
        List<UUID> ticks = new ArrayList<>();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < BIG_TICKS; i++) {
            UUID tick = UUID.randomUUID();
            ticks.add(tick);
            records.addAll(tick(schema, tick, NOON.plusSeconds(600 + 10L * i), 0, BIG_TICK));
        }
        send(stack, records);

        killWhen(stack, () -> ticks.stream().anyMatch(tick -> !landed.ids(tick).isEmpty()));
        assertThat(landedCounts(stack, ticks)).isLessThan(BIG_TICKS * BIG_TICK);
        killWhen(stack, () -> landedCounts(stack, ticks) > 0);
        stack.up("job");

        for (UUID tick : ticks) {
            landed.awaitCompanies(tick, BIG_TICK);
        }
        Landed.patiently()
                .untilAsserted(() -> assertThat(landedCounts(stack, ticks)).isEqualTo(BIG_TICKS * BIG_TICK));
        UUID after = UUID.randomUUID();
        send(stack, tick(schema, after, NOON.plusSeconds(605), 0, 10)); // in a minute of theirs
        awaitRollups(stack, after, 10);
    }

    @Test
    @Order(3)
    void after_everything_was_emptied_and_is_read_from_the_beginning(RunningStack stack)
            throws IOException, InterruptedException {
        stack.down("job");
        Map<String, String> before = RolledUp.found(stack, RollupIT::ours);
        assertThat(before).hasSizeGreaterThan(100);
        TABLES.forEach(table -> stack.session().execute("TRUNCATE " + table.qualifiedName()));
        Folders.delete(Path.of(System.getProperty("tickstream.test.state"), "checkpoint"));

        stack.up("job");

        Landed.patiently().untilAsserted(() -> {
            Map<String, String> found = RolledUp.found(stack, RollupIT::any);
            assertThat(found).containsAllEntriesOf(withoutTotals(before));
            assertThat(found).isEqualTo(RolledUp.expected(stack, RollupIT::any));
        });
        assertThat(withoutTotals(RolledUp.found(stack, RollupIT::ours))).isEqualTo(withoutTotals(before));
    }

    @Test
    @Order(4)
    void prometheus_finds_what_the_rollups_did(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        stack.up("job");
        int schema = Companies.register(stack, Topic.COMPANIES_CREATED.schema());
        UUID tick = UUID.randomUUID();
        send(stack, tick(schema, tick, NOON.plusSeconds(7200), 0, 10));
        awaitRollups(stack, tick, 10);
        Landed.patiently().untilAsserted(() -> assertThat(Http.get(stack, Port.JOB_UI, "/metrics/prometheus/"))
                .containsPattern("metrics_tickstream_driver_tickstream_rollup_minutes_Value\\{type=\"gauges\"} [1-9]")
                .containsPattern(
                        "metrics_tickstream_driver_tickstream_rollup_groups_kept_Value\\{type=\"gauges\"} [1-9]")
                .containsPattern("metrics_tickstream_driver_tickstream_rollup_ms_Value\\{type=\"gauges\"} [0-9]"));
    }

    private static boolean ours(LocalDate day) {
        return day.getYear() == 2030 || day.getYear() == 2031;
    }

    private static boolean any(LocalDate day) {
        return day != null;
    }

    private static void killWhen(RunningStack stack, BooleanSupplier moment) throws IOException, InterruptedException {
        CompletableFuture<Void> start = CompletableFuture.runAsync(() -> {
            try {
                stack.up("job"); // returns when it is ready, which may be too late
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Landed.patiently()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(moment::getAsBoolean);
        stack.crash("job");
        start.exceptionally(ended -> null).join();
    }

    /** Waits until the tick is counted; by then all that was sent before is. */
    private static void awaitRollups(RunningStack stack, UUID tick, int companies) {
        Landed.patiently().untilAsserted(() -> {
            assertThat(new Landed(stack).ids(tick)).hasSize(companies);
            assertThat(RolledUp.found(stack, RollupIT::ours))
                    .containsEntry(landedKey(stack, tick), String.valueOf(companies))
                    .satisfies(found -> assertThat(withoutTotals(found))
                            .isEqualTo(withoutTotals(RolledUp.expected(stack, RollupIT::ours))));
        });
    }

    private static String landedKey(RunningStack stack, UUID tick) {
        Instant slot = new Landed(stack).companies(tick).get(0).getInstant("timestamp_column");
        return "landed %s %s %s".formatted(LocalDate.ofInstant(slot, ZoneOffset.UTC), slot, tick);
    }

    private static int landedCounts(RunningStack stack, List<UUID> ticks) {
        return RolledUp.found(stack, RollupIT::ours).entrySet().stream()
                .filter(row -> row.getKey().startsWith("landed ")
                        && ticks.stream().anyMatch(tick -> row.getKey().endsWith(tick.toString())))
                .mapToInt(row -> Integer.parseInt(row.getValue()))
                .sum();
    }

    /** Totals hold what other tests have landed, and deleted by hand. */
    private static Map<String, String> withoutTotals(Map<String, String> rows) {
        return rows.entrySet().stream()
                .filter(row ->
                        row.getKey().matches(".* 203[01]-.*") || row.getKey().contains("rollup"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<String, String> of(Map<String, String> rows, UUID tick) {
        return rows.entrySet().stream()
                .filter(row -> row.getKey().endsWith(tick.toString()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static void send(RunningStack stack, List<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException, ExecutionException {
        Companies.send(stack, records);
    }

    /** Companies of a tick by index, with content that is never the same twice. */
    private List<ProducerRecord<byte[], byte[]>> tick(int schema, UUID tick, Instant slot, int from, int to)
            throws IOException {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int index = from; index < to; index++) {
            records.add(Companies.record(
                    tick,
                    Companies.framed(
                            schema,
                            Companies.company(
                                            Topic.COMPANIES_CREATED.schema(),
                                            tick,
                                            Identity.company(tick, index),
                                            "Company " + index)
                                    .set("timestamp_column", slot.toEpochMilli())
                                    .set("sector", random.nextInt(10) == 0 ? "" : "rollup sector " + random.nextInt(3))
                                    .set("country", "rollup country " + "x".repeat(random.nextInt(2) * 300))
                                    .set("number_of_employees", 1 + random.nextInt(400))
                                    .set("revenue", random.nextDouble(1e4, 1e6))
                                    .set("investment_received", random.nextDouble(1e5, 5e6))
                                    .set("valuation", random.nextDouble(1e6, 1e7))
                                    .build())));
        }
        return records;
    }
}
