package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Table;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.audit.Audit;
import io.tickstream.localstack.audit.EvidenceReader;
import io.tickstream.localstack.audit.Slots;
import io.tickstream.localstack.companyapi.Behaviour;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do with dead letters: after it, a tick's companies have landed, each once, and the letter is gone. */
@WithLocalStack
class DeadLetterIT {
    @TempDir
    Path folder;

    private CommandLine commandLine;

    @BeforeEach
    void set_up(RunningStack stack) {
        commandLine = new CommandLine(stack);
    }

    @AfterEach
    void behave_as_usual_again(RunningStack stack) throws IOException, InterruptedException {
        stack.companyApi().behaveAsUsual();
    }

    @Test
    void what_had_an_unknown_schema_lands_when_it_is_put_back_after_the_schema_was_registered(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        Landed landed = new Landed(stack);
        Schema late = Companies.variant(
                "phone", new Schema.Field("late", Schema.create(Schema.Type.STRING), "Registered late.", ""));
        int next = nextId(stack);
        UUID tick = UUID.randomUUID();
        UUID company = Identity.company(tick, 0);
        byte[] value = Companies.framed(
                next, Companies.company(late, tick, company, "Late").build());
        RecordMetadata sent = Companies.send(stack, tick, List.of(value)).get(0);
        UUID letter = Identity.rejectionAtLanding(sent.topic(), sent.partition(), sent.offset());
        landed.awaitRejected(letter);
        assertThat(commandLine.run("dlq", "ls", "--reason", "unknown_schema").said())
                .contains(
                        letter.toString(),
                        "landing",
                        "companies_created-%d@%d".formatted(sent.partition(), sent.offset()));
        CommandLine.Answer shown = commandLine.run("dlq", "show", letter.toString());
        assertThat(shown.said()).contains("unknown_schema", tick.toString(), "00000000  00 ", "Late");

        assertThat(Companies.register(stack, late)).isEqualTo(next);
        CommandLine.Answer replayed = commandLine.run("dlq", "replay", letter.toString());

        assertThat(replayed.exitCode()).as(replayed.said()).isZero();
        Landed.patiently().untilAsserted(() -> assertThat(landed.ids(tick)).containsExactly(company));
        assertResolved(stack, landed, letter, "republished");
        assertThat(commandLine.run("dlq", "show", letter.toString()).said()).contains("There is no dead letter");
    }

    @Test
    void what_still_cannot_be_read_comes_back_as_one_new_letter(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        Landed landed = new Landed(stack);
        UUID tick = UUID.randomUUID();
        RecordMetadata sent =
                Companies.send(stack, tick, List.of("{}".getBytes(UTF_8))).get(0);
        UUID letter = Identity.rejectionAtLanding(sent.topic(), sent.partition(), sent.offset());
        landed.awaitRejected(letter);

        assertThat(commandLine.run("dlq", "replay", letter.toString()).exitCode())
                .isZero();

        Landed.patiently().untilAsserted(() -> assertThat(landed.rejected())
                .filteredOn(row -> tick.equals(row.getUuid("tick_id")))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getUuid("id")).isNotEqualTo(letter);
                    assertThat(row.getByteBuffer("payload")).isEqualTo(ByteBuffer.wrap("{}".getBytes(UTF_8)));
                }));
    }

    @Test
    void a_correction_of_what_the_function_could_not_read_makes_its_tick_whole(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        stack.companyApi().behave(new Behaviour.WrongTypes(10)); // the last of ten
        JsonNode tick = stack.tick();
        UUID id = Landed.id(tick);
        assertThat(tick.path("rejected").asInt()).isEqualTo(1);
        Landed.patiently().untilAsserted(() -> assertThat(landed.companies(id)).hasSize(9));
        UUID letter = Identity.rejectionAtSource(id, 9);
        landed.awaitRejected(letter);

        Path correction = folder.resolve("company.json");
        Files.writeString(correction, "{\"name\": \"Café\", \"colour\": 1, \"revenue\": \"much\"}");
        CommandLine.Answer refused =
                commandLine.run("dlq", "replay", letter.toString(), "--correction", correction.toString());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.said()).contains("colour is no field", "revenue cannot be \"much\"", "country is missing");
        assertThat(landed.rejected()).anyMatch(row -> letter.equals(row.getUuid("id")));

        Files.writeString(
                correction,
                """
                {"name": "Café", "country": "Chile", "revenue": 10000.5, "number_of_employees": 42, "sector": "Retail",
                 "founded_date": "1990-01-01", "valuation": 1000000, "investment_received": 100000}
                """);
        CommandLine.Answer done =
                commandLine.run("dlq", "replay", letter.toString(), "--correction", correction.toString());

        assertThat(done.exitCode()).as(done.said()).isZero();
        landed.awaitCompanies(id, 10);
        Row company = landed.companies(id).stream()
                .filter(row -> Identity.company(id, 9).equals(row.getUuid("id")))
                .findFirst()
                .orElseThrow();
        assertThat(company.getString("name")).isEqualTo("Café");
        assertThat(company.getInstant("timestamp_column")).isEqualTo(Landed.slot(tick));
        assertResolved(stack, landed, letter, "corrected");
    }

    /** The ledger must not count a place in the answer twice, whichever attempt could read it. */
    @Test
    void what_one_attempt_of_a_tick_could_not_read_and_another_could_is_no_dead_letter(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        Behaviour unreadable = new Behaviour.WrongTypes(10); // the last of ten
        Behaviour html = new Behaviour.Html(200);

        JsonNode worseFirst = repeated(stack, Optional.of(unreadable), Optional.empty());
        JsonNode betterFirst = repeated(stack, Optional.empty(), Optional.of(unreadable));
        JsonNode nothingFirst = repeated(stack, Optional.of(html), Optional.empty());
        JsonNode nothingAfterwards = repeated(stack, Optional.empty(), Optional.of(html));

        assertSuperseded(stack, landed, worseFirst, 9);
        assertSuperseded(stack, landed, betterFirst, 9);
        assertSuperseded(stack, landed, nothingFirst, -1);
        assertSuperseded(stack, landed, nothingAfterwards, -1);
    }

    /**
     * Makes a tick twice, the second time when the first has landed.
     *
     * @param first how the source behaves; empty for as usual
     * @return the receipt of the second attempt
     */
    private static JsonNode repeated(RunningStack stack, Optional<Behaviour> first, Optional<Behaviour> second)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        String name = UUID.randomUUID().toString();
        behave(stack, first);
        JsonNode receipt = stack.tick(name);
        landed.awaitReceipt(Landed.id(receipt), Landed.slot(receipt));
        behave(stack, second);
        JsonNode repetition = stack.tick(name);
        assertThat(Landed.id(repetition)).isEqualTo(Landed.id(receipt));
        return repetition;
    }

    private static void behave(RunningStack stack, Optional<Behaviour> behaviour)
            throws IOException, InterruptedException {
        stack.companyApi().behaveAsUsual();
        if (behaviour.isPresent()) {
            stack.companyApi().behave(behaviour.get());
        }
    }

    private static void assertSuperseded(RunningStack stack, Landed landed, JsonNode receipt, int index) {
        UUID tick = Landed.id(receipt);
        UUID letter = Identity.rejectionAtSource(tick, index);
        landed.awaitCompanies(tick, 10);
        Landed.patiently().untilAsserted(() -> assertThat(resolved(stack, letter))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getString("action")).isEqualTo("superseded");
                    assertThat(row.getString("stage")).isEqualTo("source");
                    assertThat(row.getUuid("tick_id")).isEqualTo(tick);
                }));
        assertThat(landed.rejected()).noneMatch(row -> tick.equals(row.getUuid("tick_id")));
        Instant slot = Landed.slot(receipt);
        Landed.patiently().untilAsserted(() -> {
            Slots slots = new Slots(slot, slot.plusSeconds(10), Duration.ofSeconds(10));
            assertThat(Audit.of(slots, new EvidenceReader(stack.session()).read(slots))
                            .findings())
                    .filteredOn(finding -> tick.equals(finding.tick()))
                    .isEmpty();
        });
    }

    @Test
    void letters_that_were_dealt_with_stay_so_when_their_table_is_emptied_and_filled_again(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        Landed landed = new Landed(stack);
        UUID tick = UUID.randomUUID();
        List<RecordMetadata> sent =
                Companies.send(stack, tick, List.of("resolved".getBytes(UTF_8), "open".getBytes(UTF_8)));
        List<UUID> letters = sent.stream()
                .map(each -> Identity.rejectionAtLanding(each.topic(), each.partition(), each.offset()))
                .toList();
        letters.forEach(landed::awaitRejected);
        JsonNode receipt = repeated(stack, Optional.of(new Behaviour.WrongTypes(10)), Optional.empty());
        assertSuperseded(stack, landed, receipt, 9);
        assertThat(commandLine.run("dlq", "replay", letters.get(0).toString()).exitCode())
                .isZero();
        Landed.patiently().untilAsserted(() -> assertThat(landed.rejected())
                .filteredOn(row -> tick.equals(row.getUuid("tick_id")))
                .hasSize(2));
        stack.session().execute("TRUNCATE " + Table.REJECTED.qualifiedName());
        Row byHand = resolved(stack, letters.get(0)).get(0);
        stack.session().execute("TRUNCATE " + Table.RESOLVED.qualifiedName()); // the job's own it finds out again
        HandWrittenRow.insert(stack.session(), Table.RESOLVED, HandWrittenRow.values(byHand));

        CommandLine.Answer replay = commandLine.run("replay", "--from", "beginning");

        assertThat(replay.exitCode()).as(replay.said()).isZero();
        assertThat(landed.rejected())
                .filteredOn(row -> tick.equals(row.getUuid("tick_id")))
                .extracting(row -> row.getUuid("id"))
                .hasSize(2)
                .contains(letters.get(1))
                .doesNotContain(letters.get(0));
        assertSuperseded(stack, landed, receipt, 9);
    }

    /** Gone from the table that the audit counts, and noted in the other. */
    private static void assertResolved(RunningStack stack, Landed landed, UUID letter, String action) {
        assertThat(landed.rejected()).noneMatch(row -> letter.equals(row.getUuid("id")));
        assertThat(resolved(stack, letter)).singleElement().satisfies(row -> {
            assertThat(row.getString("action")).isEqualTo(action);
            assertThat(row.getString("resolved_by")).isEqualTo(System.getProperty("user.name"));
            assertThat(row.getString("landed_topic")).isEqualTo(Topic.COMPANIES_CREATED.topicName());
        });
    }

    private static List<Row> resolved(RunningStack stack, UUID letter) {
        return stack.session().execute("SELECT * FROM " + Table.RESOLVED.qualifiedName()).all().stream()
                .filter(row -> letter.equals(row.getUuid("id")))
                .toList();
    }

    /** Registries count: what is registered next has the number after this. */
    private static int nextId(RunningStack stack) throws IOException, InterruptedException {
        Schema any = Schema.createRecord("Any" + System.nanoTime(), "Just to see its id.", "tests", false, List.of());
        return Companies.register(stack, "tests-any", any) + 1;
    }
}
