package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.process.ServerProcess;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** The job on a cluster of two workers, of which one is killed. */
@WithLocalStack
class WorkersIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As many records as one batch has at most, so that the worker is lost in the midst of it. */
    private static final int TICKS = 200;

    private static final int COMPANIES_A_TICK = 500;

    /** So many ticks at the beginning are spread over the partitions, and asked for in no time. */
    private static final int BEGUN = 8;

    @Test
    void a_worker_that_is_killed_under_load_loses_nothing(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        Landed landed = new Landed(stack);
        ServerProcess second = stack.stack().startSecondWorker();
        ExecutorService aside = Executors.newSingleThreadExecutor();
        try {
            Landed.patiently().until(() -> workers(stack, 0) == 2);
            stack.down("job");
            int id = Companies.register(stack, Topic.COMPANIES_CREATED.schema());
            List<UUID> ticks = Stream.generate(UUID::randomUUID).limit(TICKS).toList();
            Companies.send(stack, records(id, ticks));
            Future<?> ready = aside.submit(
                    () -> { // which it is after the batch
                        stack.up("job");
                        return null;
                    });
            Landed.patiently().until(() -> workers(stack, 1) == 2); // an executor on each
            List<UUID> begun = ticks.subList(0, BEGUN);
            Landed.patiently().until(() -> begun.stream()
                    .anyMatch(tick -> !landed.ids(tick).isEmpty()));

            stack.crash("spark-worker");

            ready.get();
            for (UUID tick : ticks) {
                landed.awaitCompanies(tick, COMPANIES_A_TICK);
            }
            assertThat(Files.readString(stack.stack().log("job"), UTF_8))
                    .containsPattern("Starting task \\d+\\.1 in stage"); // what the lost executor had begun
            assertThat(second.isAlive()).isTrue();
            assertThat(landed.rejected()).noneMatch(row -> ticks.contains(row.getUuid("tick_id")));
        } finally {
            aside.shutdownNow();
            stack.up("spark-worker");
            stack.down("job");
            second.stop(Duration.ofSeconds(20));
            stack.up("job");
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> records(int schemaId, List<UUID> ticks) throws IOException {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (UUID tick : ticks) {
            for (int index = 0; index < COMPANIES_A_TICK; index++) {
                records.add(Companies.record(
                        tick,
                        Companies.framed(
                                schemaId,
                                Companies.company(
                                                Topic.COMPANIES_CREATED.schema(),
                                                tick,
                                                Identity.company(tick, index),
                                                "Company " + index)
                                        .build())));
            }
        }
        return records;
    }

    /** How many workers live that have given an application so many processors or more. */
    private static int workers(RunningStack stack, int processors) throws IOException, InterruptedException {
        int found = 0;
        for (JsonNode worker :
                JSON.readTree(Http.get(stack, Port.SPARK_MASTER_UI, "/json/")).path("workers")) {
            if (worker.path("state").asText().equals("ALIVE")
                    && worker.path("coresused").asInt() >= processors) {
                found++;
            }
        }
        return found;
    }
}
