package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Table;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.server.Port;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One of three brokers and one of three nodes of Cassandra crash under load, and come back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeNodesIT {
    private static final int COMPANIES = 10;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** How many ticks are to become visible before the next thing happens. */
    private static final int SOME_TICKS = 4;

    private RunningStack stack;

    @BeforeAll
    void start() {
        long begun = System.nanoTime();
        stack = RunningStack.start(Path.of(System.getProperty("tickstream.test.state") + "-of-three"), 3);
        System.out.printf("Three nodes are ready after %.1f s%n", (System.nanoTime() - begun) / 1e9);
    }

    @AfterAll
    void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void a_broker_and_a_node_of_cassandra_crash_and_every_tick_lands_once_without_a_long_pause() throws Exception {
        Instant begin = Instant.now();
        SteadyLoad load = new SteadyLoad(stack, COMPANIES);
        try {
            load.awaitVisible(SOME_TICKS);

            String broker = leadingBroker();
            stack.crash(broker);
            load.awaitVisible(SOME_TICKS);
            stack.up(broker);
            awaitAllCopiesOfRecords();
            load.awaitVisible(SOME_TICKS);

            stack.crash("cassandra"); // the one that everybody names first
            load.awaitVisible(SOME_TICKS);
            stack.up("cassandra");
            load.awaitVisible(SOME_TICKS);
        } finally {
            load.stop();
        }
        List<UUID> ticks = load.awaitAllVisible();
        System.out.printf(
                "%d ticks, %d of them asked for again; the longest pause between two that became visible: %.1f s%n",
                ticks.size(), load.repeated(), load.longestPause().toMillis() / 1e3);

        assertThat(ticks).hasSizeGreaterThanOrEqualTo(5 * SOME_TICKS);
        assertThat(landed(DefaultConsistencyLevel.QUORUM)).isEqualTo(expected(ticks));
        assertThat(landed(DefaultConsistencyLevel.ALL)).isEqualTo(expected(ticks));
        assertThat(new Landed(stack).rejected()).isEmpty();
        Landed.patiently().untilAsserted(() -> {
            Map<String, String> rollups = RolledUp.found(stack, day -> true);
            assertThat(rollups).isNotEmpty().isEqualTo(RolledUp.expected(stack, day -> true));
        });
        Landed.patiently().untilAsserted(() -> assertAuditIsClean(begin, ticks.size()));
        assertThat(load.longestPause()).isLessThan(LONGEST_PAUSE);
    }

    /** The controller, which leads partitions of the companies, too. */
    private String leadingBroker() throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            int controller = admin.describeMetadataQuorum().quorumInfo().get().leaderId();
            List<Integer> leaders = partitions(admin).stream()
                    .map(partition -> partition.leader().id())
                    .toList();
            assertThat(leaders).as("three brokers share four partitions").contains(controller);
            return controller == 1 ? "kafka" : "kafka-" + controller;
        }
    }

    private void awaitAllCopiesOfRecords() {
        try (Admin admin = admin()) {
            Landed.patiently().ignoreExceptions().until(() -> partitions(admin).stream()
                    .allMatch(partition -> partition.isr().size() == 3));
        }
    }

    private static List<TopicPartitionInfo> partitions(Admin admin) throws ExecutionException, InterruptedException {
        String topic = Topic.COMPANIES_CREATED.topicName();
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions();
    }

    private Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.addresses(Port.KAFKA)));
    }

    /** The whole table, as tick and id. */
    private Set<String> landed(ConsistencyLevel level) {
        Set<String> found = new TreeSet<>();
        for (Row row : stack.session()
                .execute(SimpleStatement.newInstance(
                                "SELECT tick_id, id FROM " + Table.COMPANIES_CREATED.qualifiedName())
                        .setConsistencyLevel(level))) {
            found.add(row.getUuid("tick_id") + " " + row.getUuid("id"));
        }
        return found;
    }

    private static Set<String> expected(List<UUID> ticks) {
        return ticks.stream()
                .flatMap(tick ->
                        IntStream.range(0, COMPANIES).mapToObj(index -> tick + " " + Identity.company(tick, index)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** No tick is scheduled here, so that every slot is a hole; the ticks by hand must add up. */
    private void assertAuditIsClean(Instant begin, int ticks) throws Exception {
        CommandLine.Answer answer = new CommandLine(stack)
                .run(
                        "audit",
                        "--from",
                        begin.minus(Duration.ofSeconds(10)).toString(),
                        "--to",
                        Instant.now().plus(Duration.ofSeconds(10)).toString(),
                        "--settle",
                        "0s",
                        "--json");
        JsonNode summary = answer.json().path("summary");
        assertThat(summary.path("differences").asInt(-1)).as(answer.out()).isZero();
        assertThat(summary.path("manual").asInt()).isEqualTo(ticks);
        assertThat(summary.path("fetched").asInt()).isEqualTo(ticks * COMPANIES);
        assertThat(summary.path("published").asInt()).isEqualTo(ticks * COMPANIES);
        assertThat(summary.path("landed").asInt()).isEqualTo(ticks * COMPANIES);
        assertThat(summary.path("rejected").asInt()).isZero();
        assertThat(summary.path("unpublished").asInt()).isZero();
    }
}
