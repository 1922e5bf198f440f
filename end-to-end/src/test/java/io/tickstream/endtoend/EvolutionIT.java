package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** Companies that were written with several versions of the schema lie side by side on the topic. */
@WithLocalStack
class EvolutionIT {
    private static final int NEVER_REGISTERED = 987_654_320;

    /** What was published before the API had pictures. */
    private static final Schema OLDER = Companies.variant("image");

    private static final Schema OURS = Topic.COMPANIES_CREATED.schema();

    /** What a newer function will publish. */
    private static final Schema NEWER = Companies.variant(
            "none", new Schema.Field("employees_range", Schema.create(Schema.Type.STRING), "Of the future.", "1-9"));

    @Test
    void three_versions_in_one_topic_decode_side_by_side_and_what_cannot_be_read_is_told_apart(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        Landed landed = new Landed(stack);
        int older = Companies.register(stack, OLDER);
        int ours = Companies.register(stack, OURS);
        int newer = Companies.register(stack, NEWER);
        assertThat(List.of(older, ours, newer)).doesNotHaveDuplicates();
        UUID tick = UUID.randomUUID();

        List<RecordMetadata> sent = Companies.send(
                stack,
                tick,
                List.of(
                        value(newer, NEWER, tick, 0, "Newer"),
                        value(older, OLDER, tick, 1, "Older"),
                        value(NEVER_REGISTERED, OURS, tick, 2, "Unknown"),
                        value(ours, OURS, tick, 3, "Ours"),
                        // an older value under a newer schema's id is not what its schema says
                        value(newer, OLDER, tick, 4, "Wrong"),
                        value(older, OLDER, tick, 5, "Older again")));

        Landed.patiently()
                .untilAsserted(() -> assertThat(landed.companies(tick)).hasSize(4));
        Map<UUID, Row> rows =
                landed.companies(tick).stream().collect(Collectors.toMap(row -> row.getUuid("id"), row -> row));
        assertThat(row(rows, tick, 0).getString("name")).isEqualTo("Newer");
        assertThat(row(rows, tick, 0).getString("image")).isEqualTo("https://images.example/1.png");
        assertThat(row(rows, tick, 1).getString("name")).isEqualTo("Older");
        assertThat(row(rows, tick, 1).getString("image")).isNull(); // the default of a field that came later
        assertThat(row(rows, tick, 3).getString("name")).isEqualTo("Ours");
        assertThat(row(rows, tick, 5).getString("name")).isEqualTo("Older again");
        assertThat(rows.values()).allSatisfy(row -> {
            assertThat(row.getDouble("revenue")).isEqualTo(10_000.5);
            assertThat(row.getString("sector")).isEqualTo("Retail");
            assertThat(row.getDouble("investment_received")).isEqualTo(1e5);
        });
        rejected(landed, sent.get(2), "unknown_schema", NEVER_REGISTERED);
        rejected(landed, sent.get(4), "undecodable", newer);
    }

    /** The job has not seen the schema's id yet, so that only the registry could tell what the value is. */
    @Test
    void with_the_registry_away_good_records_wait_and_are_never_rejected(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        Landed landed = new Landed(stack);
        Schema unseen = Companies.variant(
                "website", new Schema.Field("unseen", Schema.create(Schema.Type.STRING), "Seen later.", ""));
        int id = Companies.register(stack, unseen);
        UUID tick = UUID.randomUUID();
        long before = waits(stack);
        stack.crash("registry");
        List<RecordMetadata> sent;
        try {
            sent = Companies.send(stack, tick, List.of(value(id, unseen, tick, 0, "Patient")));
            Landed.patiently().until(() -> waits(stack) > before);
            assertThat(landed.companies(tick)).isEmpty();
        } finally {
            stack.up("registry");
        }

        Landed.patiently().untilAsserted(() -> assertThat(landed.ids(tick)).containsExactly(Identity.company(tick, 0)));
        UUID letter = Identity.rejectionAtLanding(
                sent.get(0).topic(), sent.get(0).partition(), sent.get(0).offset());
        assertThat(landed.rejected()).noneMatch(row -> letter.equals(row.getUuid("id")));
    }

    /** How often the job has waited for the registry; other tests send it away, too. */
    private static long waits(RunningStack stack) throws IOException {
        try (Stream<String> lines = Files.lines(stack.stack().executorLog())) {
            return lines.filter(line -> line.contains("Waiting up to 120 s for schema registry"))
                    .count();
        }
    }

    private static byte[] value(int schemaId, Schema schema, UUID tick, int index, String name) throws IOException {
        return Companies.framed(
                schemaId,
                Companies.company(schema, tick, Identity.company(tick, index), name)
                        .build());
    }

    private static Row row(Map<UUID, Row> rows, UUID tick, int index) {
        return rows.get(Identity.company(tick, index));
    }

    private static void rejected(Landed landed, RecordMetadata sent, String reason, int schemaId) {
        Row letter = landed.awaitRejected(Identity.rejectionAtLanding(sent.topic(), sent.partition(), sent.offset()));
        assertThat(letter.getString("reason")).isEqualTo(reason);
        assertThat(letter.getInt("schema_id")).isEqualTo(schemaId);
        assertThat(letter.getString("cause")).isNotBlank();
    }
}
