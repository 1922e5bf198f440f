package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.process.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Servers crash; what was acknowledged lands once. */
@WithLocalStack
class RecoveryIT {
    private static final int WRITERS = 16;

    /** So many rows that some have not been on the disk for long when Cassandra crashes. */
    private static final int ACKNOWLEDGED = 2_000;

    @Test
    void a_job_that_crashes_resumes_without_loss_or_doubles(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        List<JsonNode> ticks = new ArrayList<>();
        ticks.add(stack.tick());
        landed.awaitCompanies(Landed.id(ticks.get(0)), 10);
        ticks.add(stack.tick()); // may be landed, half landed or not landed at all when the job dies
        stack.crash("job");
        for (int away = 0; away < 3; away++) {
            ticks.add(stack.tick());
        }

        stack.up("job");

        for (JsonNode tick : ticks) {
            assertThat(tick.path("outcome").asText()).isEqualTo("delivered");
            landed.awaitCompanies(Landed.id(tick), 10);
            landed.awaitReceipt(Landed.id(tick), Landed.slot(tick));
        }
        assertThat(landed.rejected()).noneMatch(row -> ticks.stream()
                .anyMatch(tick -> Landed.id(tick).equals(row.getUuid("tick_id"))));
    }

    @Test
    void a_job_that_is_stopped_and_started_lands_what_came_meanwhile(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        stack.down("job");
        JsonNode meanwhile = stack.tick();

        stack.up("job");
        JsonNode after = stack.tick();

        landed.awaitCompanies(Landed.id(meanwhile), 10);
        landed.awaitCompanies(Landed.id(after), 10);
    }

    @Test
    void a_tick_while_kafka_is_away_is_recorded_as_failed_and_the_next_one_is_delivered(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        stack.crash("kafka");
        JsonNode failed = stack.tick();

        stack.up("kafka");

        assertThat(failed.path("outcome").asText()).isEqualTo("publish_failed");
        assertThat(failed.path("published").asInt()).isZero();
        assertThat(failed.path("reason").asText()).isNotBlank();
        assertThat(landed.awaitReceipt(Landed.id(failed), Landed.slot(failed)).getString("outcome"))
                .isEqualTo("publish_failed");
        JsonNode next = awaitDelivered(stack);
        landed.awaitCompanies(Landed.id(next), 10);
    }

    @Test
    void the_function_ticks_while_cassandra_is_away_and_everything_lands_when_it_is_back(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        stack.crash("cassandra");
        JsonNode away = stack.tick();

        stack.up("cassandra");
        if (stack.stack().find("job").isEmpty()) {
            stack.up("job"); // it may give up while Cassandra is away; its checkpoint knows where it was
        }

        assertThat(away.path("outcome").asText()).isEqualTo("delivered");
        landed.awaitCompanies(Landed.id(away), 10);
        assertThat(stack.stack().find("function")).isPresent();
    }

    @Test
    void ticks_go_on_and_land_without_the_registry_once_their_schemas_are_known(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        JsonNode known = awaitDelivered(stack);
        landed.awaitCompanies(Landed.id(known), 10);
        landed.awaitReceipt(Landed.id(known), Landed.slot(known));
        stack.crash("registry");
        try {
            JsonNode away = stack.tick();

            assertThat(away.path("outcome").asText()).isEqualTo("delivered");
            landed.awaitCompanies(Landed.id(away), 10);
            landed.awaitReceipt(Landed.id(away), Landed.slot(away));
        } finally {
            stack.up("registry");
        }
    }

    @Test
    void a_job_gets_a_new_executor_after_the_spark_master_has_crashed(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        long job = stack.process("job").pid();
        stack.crash("spark-master");
        stack.up("spark-master");
        List<ProcessHandle> executors =
                stack.process("spark-worker").handle().descendants().toList();
        assertThat(executors).isNotEmpty();
        executors.forEach(ProcessHandle::destroyForcibly);

        JsonNode tick = awaitDelivered(stack);

        landed.awaitCompanies(Landed.id(tick), 10);
        assertThat(stack.process("job").pid())
                .as("the job, which nobody has started again")
                .isEqualTo(job);
    }

    @Test
    void a_job_that_is_left_without_executors_says_so_and_ends_so_that_a_supervisor_starts_it_again(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        stack.down("job");
        RunFolder processes = stack.stack().site().state().processes();
        processes.start("job", stack.stack().submitCommand(List.of("--conf", "spark.tickstream.executor.timeout=20s")));
        stack.up("job"); // it runs already, and is waited for
        landed.awaitCompanies(Landed.id(awaitDelivered(stack)), 10); // by an executor

        stack.down("spark-worker");
        JsonNode tick = awaitDelivered(stack);
        try {
            Landed.patiently()
                    .atMost(Duration.ofMinutes(4))
                    .until(() -> stack.stack().find("job").isEmpty());
            assertThat(Files.readString(stack.stack().log("job"), UTF_8))
                    .contains("Landing ends. A batch has had no executor for 20 s");
        } finally {
            stack.up("spark-worker");
            stack.down("job"); // forgets that it has died
            stack.up("job");
        }
        landed.awaitCompanies(Landed.id(tick), 10);
    }

    @Test
    void a_row_that_cassandra_has_acknowledged_outlives_its_crash(RunningStack stack)
            throws IOException, InterruptedException {
        CqlSession session = stack.session();
        session.execute(
                "CREATE KEYSPACE durability WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        session.execute("CREATE TABLE durability.acknowledged (id int PRIMARY KEY)");
        PreparedStatement insert = session.prepare("INSERT INTO durability.acknowledged (id) VALUES (?)");
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicBoolean writing = new AtomicBoolean(true);
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        AtomicInteger next = new AtomicInteger();
        for (int writer = 0; writer < WRITERS; writer++) {
            writers.execute(() -> {
                while (writing.get()) {
                    int id = next.getAndIncrement();
                    try {
                        session.execute(insert.bind(id));
                        acknowledged.add(id);
                    } catch (DriverException away) {
                        return;
                    }
                }
            });
        }
        Landed.patiently().until(() -> acknowledged.size() >= ACKNOWLEDGED);

        stack.crash("cassandra"); // in the midst of writing

        writing.set(false);
        writers.shutdown();
        stack.up("cassandra");
        if (stack.stack().find("job").isEmpty()) {
            stack.up("job"); // it may give up while Cassandra is away
        }
        assertThat(writers.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
        Set<Integer> found = new HashSet<>();
        Landed.patiently().until(() -> {
            session.execute("SELECT id FROM durability.acknowledged").forEach(row -> found.add(row.getInt("id")));
            return true;
        });
        assertThat(found).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED).containsAll(acknowledged);
        session.execute("DROP KEYSPACE durability");
    }

    /** Ticks until one is delivered: clients need some moments to find a server that is back. */
    private static JsonNode awaitDelivered(RunningStack stack) {
        JsonNode[] tick = new JsonNode[1];
        Landed.patiently().until(() -> {
            tick[0] = stack.tick();
            return tick[0].path("outcome").asText().equals("delivered");
        });
        return tick[0];
    }
}
