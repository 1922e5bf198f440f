package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.localstack.companyapi.ServedAnswer.AnswerClass;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the stand-in serves is on disk before it is sent, company by company. */
class ServedLedgerTest {
    @TempDir
    Path folder;

    @Test
    void holds_class_seed_quantity_and_every_company_of_an_answer() throws Exception {
        JsonNode envelope;
        try (StandIn standIn = start(Optional.empty())) {
            envelope = Caller.json(new Caller(standIn.url()).get("/api/v2/companies?_quantity=3&_seed=7"));
        }

        ServedAnswer answer = ledger().get(0);
        assertThat(answer.servedClass()).isEqualTo(AnswerClass.COMPANIES);
        assertThat(answer.seed()).hasValue(7);
        assertThat(answer.quantity()).isEqualTo(3);
        assertThat(answer.behaviour()).isEqualTo("none");
        assertThat(answer.query()).contains("_quantity=3&_seed=7");
        assertThat(answer.companies()).extracting(ServedCompany::index).containsExactly(0, 1, 2);
        assertThat(answer.companies())
                .allSatisfy(company -> assertThat(company).isEqualTo(landed(company.index(), envelope)));
    }

    /** As it lands: texts as they are, addresses and contact as JSON text in any layout. */
    private static ServedCompany landed(int index, JsonNode envelope) {
        JsonNode company = envelope.get("data").get(index);
        try {
            return ServedCompany.readable(
                    index,
                    new CanonicalCompany(
                                    company.get("id").longValue(),
                                    company.get("name").textValue(),
                                    company.get("email").textValue(),
                                    company.get("vat").textValue(),
                                    company.get("phone").textValue(),
                                    company.get("country").textValue(),
                                    company.get("addresses").toPrettyString(),
                                    company.get("website").textValue(),
                                    company.get("image").textValue(),
                                    company.get("contact").toPrettyString())
                            .sha256(),
                    company.get("country").textValue());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tells_companies_that_break_the_contract_from_those_that_must_land() throws Exception {
        try (StandIn standIn = start(Optional.of(instruction(new Behaviour.WrongTypes(1))))) {
            new Caller(standIn.url()).get("/api/v2/companies?_quantity=8&_seed=7");
        }
        assertThat(ledger().get(0).companies()).hasSize(8).noneMatch(ServedCompany::isReadable);

        try (StandIn standIn = start(Optional.of(instruction(new Behaviour.WrongTypes(3))))) {
            new Caller(standIn.url()).get("/api/v2/companies?_quantity=8&_seed=7");
        }
        assertThat(ledger()).hasSize(2);
        assertThat(ledger().get(1).companies())
                .filteredOn(company -> !company.isReadable())
                .extracting(ServedCompany::index)
                .containsExactly(2, 5);
    }

    @Test
    void classes_every_behaviour() throws Exception {
        assertThat(served(new Behaviour.Empty())).isEqualTo(AnswerClass.EMPTY);
        assertThat(served(new Behaviour.Truncated())).isEqualTo(AnswerClass.UNREADABLE);
        assertThat(served(new Behaviour.Html(200))).isEqualTo(AnswerClass.UNREADABLE);
        assertThat(served(new Behaviour.Fixed("{\"data\":{}}"))).isEqualTo(AnswerClass.UNREADABLE);
        assertThat(served(Behaviour.Status.of(503))).isEqualTo(AnswerClass.ERROR);
        assertThat(served(Behaviour.Redirect.to("http://127.0.0.1:1/"))).isEqualTo(AnswerClass.REDIRECT);
        assertThat(served(Behaviour.Huge.of(2048))).isEqualTo(AnswerClass.STREAMED);
        assertThat(served(Behaviour.Slow.by(Duration.ofMillis(1)))).isEqualTo(AnswerClass.COMPANIES);
        assertThat(served(new Behaviour.Cut())).isEqualTo(AnswerClass.CUT);
        assertThat(served(new Behaviour.Reset())).isEqualTo(AnswerClass.CUT);
    }

    private AnswerClass served(Behaviour behaviour) throws Exception {
        try (StandIn standIn = start(Optional.of(instruction(behaviour)))) {
            CompletableFuture<?> asked = CompletableFuture.runAsync(() -> {
                try {
                    new Caller(standIn.url()).get("/api/v2/companies?_quantity=2&_seed=7");
                } catch (Exception cutOff) {
                    // some of them have no answer
                }
            });
            asked.join();
        }
        List<ServedAnswer> ledger = ledger();
        ServedAnswer last = ledger.get(ledger.size() - 1);
        assertThat(last.behaviour()).isEqualTo(behaviour.kind());
        assertThat(last.seed()).hasValue(7);
        return last.servedClass();
    }

    @Test
    void holds_every_answer_that_anybody_has_while_many_ask_at_once() throws Exception {
        try (StandIn standIn = start(Optional.empty())) {
            Caller caller = new Caller(standIn.url());
            List<CompletableFuture<Void>> askers = IntStream.range(0, 8)
                    .mapToObj(asker -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 10; i++) {
                            int seed = asker * 100 + i;
                            try {
                                caller.get("/api/v2/companies?_quantity=1&_seed=" + seed);
                                assertThat(ledger())
                                        .anyMatch(answer -> answer.seed().getAsLong() == seed);
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        }
                    }))
                    .toList();
            askers.forEach(CompletableFuture::join);
        }
        assertThat(ledger()).hasSize(80);
    }

    @Test
    void goes_on_where_it_ended_and_forgets_a_line_that_was_torn() throws Exception {
        ask(1);
        Files.writeString(file(), "{\"time\":\"2026-01-31T12:00:0", UTF_8, StandardOpenOption.APPEND);
        assertThat(ledger()).hasSize(1);

        ask(2);

        assertThat(ledger()).extracting(answer -> answer.seed().getAsLong()).containsExactly(1L, 2L);
    }

    @Test
    void is_damaged_if_another_line_than_the_last_is_none() throws Exception {
        ask(1);
        Files.writeString(file(), "{\"time\":\"2026\n", UTF_8, StandardOpenOption.APPEND);
        ask(2);

        assertThatThrownBy(this::ledger).isInstanceOf(IOException.class).hasMessageContaining("Line 2");
    }

    @Test
    void is_not_written_for_what_is_no_question() throws Exception {
        try (StandIn standIn = start(Optional.empty())) {
            Caller caller = new Caller(standIn.url());
            caller.get("/health");
            caller.get("/elsewhere");
        }
        assertThat(ledger()).isEmpty();
    }

    @Test
    void judges_companies_by_the_contract_alone() throws Exception {
        List<String> broken = new ArrayList<>(List.of(
                "{\"name\":\" \",\"country\":\"Chile\"}",
                "{\"name\":\"A\"}",
                "{\"name\":\"A\",\"name\":\"B\",\"country\":\"Chile\"}",
                "{\"name\":\"A\",\"country\":\"Chile\",\"id\":1.5}",
                "{\"name\":\"A\",\"country\":\"Chile\",\"id\":99999999999999999999}",
                "{\"name\":\"\\ud800\",\"country\":\"Chile\"}",
                "{\"name\":\"A\",\"country\":\"Chile\",\"contact\":{\"firstname\":\"\\udc00\"}}",
                "{\"name\":\"A\",\"country\":\"Chile\",\"addresses\":" + "[".repeat(40) + "]".repeat(40) + "}",
                "{\"name\":\"" + "x".repeat(1001) + "\",\"country\":\"Chile\"}",
                "7"));
        List<String> fine = List.of(
                "{\"name\":\"A\",\"country\":\"Chile\"}",
                "{\"name\":\"\\ud83d\\ude00\",\"country\":\"Chile\",\"id\":null,\"other\":[[1]]}",
                "{\"name\":\"" + "x".repeat(1000) + "\",\"country\":\"Chile\",\"contact\":{\"a\":1,\"a\":2}}");
        broken.addAll(fine);
        String body = "{\"data\":[" + String.join(", ", broken) + "]}";

        List<ServedCompany> companies = AnswerContents.of(body.getBytes(UTF_8));

        assertThat(companies)
                .filteredOn(ServedCompany::isReadable)
                .extracting(ServedCompany::index)
                .containsExactly(10, 11, 12);
    }

    @Test
    void layout_and_escapes_do_not_matter_to_a_hash_but_digits_order_and_repetition_do() throws Exception {
        String hash = hash("{\"a\":1.10,\"b\":\"x/y\"}");
        assertThat(hash("{ \"a\" : 1.10 ,\n \"b\" : \"x\\/\\u0079\" }")).isEqualTo(hash);
        assertThat(List.of(
                        hash("{\"a\":1.1,\"b\":\"x/y\"}"),
                        hash("{\"b\":\"x/y\",\"a\":1.10}"),
                        hash("{\"a\":1.10,\"b\":\"x/y\",\"b\":\"x/y\"}"),
                        hash(null)))
                .doesNotHaveDuplicates()
                .doesNotContain(hash);
    }

    private static String hash(String contact) throws IOException {
        return new CanonicalCompany(1L, "A", null, null, null, "Chile", null, null, null, contact).sha256();
    }

    private void ask(int seed) throws Exception {
        try (StandIn standIn = start(Optional.empty())) {
            new Caller(standIn.url()).get("/api/v2/companies?_quantity=1&_seed=" + seed);
        }
    }

    private StandIn start(Optional<Instruction> initial) throws IOException {
        return StandIn.start(InetAddress.getLoopbackAddress(), 0, 0, initial, Optional.of(ServedLedger.open(file())));
    }

    private static Instruction instruction(Behaviour behaviour) {
        return new Instruction(behaviour, OptionalInt.empty());
    }

    private List<ServedAnswer> ledger() throws IOException {
        return ServedLedger.read(file());
    }

    private Path file() {
        return folder.resolve("ledger").resolve("served.jsonl");
    }
}
