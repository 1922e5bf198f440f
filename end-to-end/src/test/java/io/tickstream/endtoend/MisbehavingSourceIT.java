package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import io.tickstream.contract.Identity;
import io.tickstream.localstack.companyapi.Behaviour;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The source answers nonsense, or nothing: the tick is accounted for, and the next one is as good as ever. */
@WithLocalStack
class MisbehavingSourceIT {
    private static final int NO_STATUS = 0;
    private static final long MEBIBYTE = 1024 * 1024;

    @AfterEach
    void behave_as_usual_again(RunningStack stack) throws IOException, InterruptedException {
        stack.companyApi().behaveAsUsual();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void a_source_that_is_away_makes_a_failed_tick(Behaviour behaviour, int status, RunningStack stack)
            throws IOException, InterruptedException {
        stack.companyApi().behave(behaviour);

        JsonNode tick = stack.tick();

        Row receipt = receipt(stack, tick);
        assertThat(receipt.getString("outcome")).isEqualTo("source_unavailable");
        assertThat(receipt.getInt("fetched")).isZero();
        assertThat(receipt.getString("reason")).isNotBlank();
        assertThat(receipt.getInt("source_status")).isEqualTo(status);
        assertThat(Duration.ofMillis(receipt.getInt("fetch_ms"))).isLessThan(Duration.ofSeconds(10));
        theNextTickIsDelivered(stack);
    }

    static Stream<Arguments> a_source_that_is_away_makes_a_failed_tick() {
        return Stream.of(
                Arguments.of(Behaviour.Status.of(500), 500),
                Arguments.of(Behaviour.Status.of(503), 503),
                Arguments.of(Behaviour.Status.of(429, Duration.ofSeconds(1)), 429),
                Arguments.of(new Behaviour.Cut(), NO_STATUS),
                Arguments.of(new Behaviour.Reset(), NO_STATUS),
                Arguments.of(Behaviour.Slow.by(Duration.ofSeconds(30)), NO_STATUS),
                Arguments.of(Behaviour.Slow.at(10), NO_STATUS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void an_answer_that_cannot_be_read_is_kept_among_the_rejected(
            Behaviour behaviour, String reason, RunningStack stack) throws IOException, InterruptedException {
        stack.companyApi().behave(behaviour);

        JsonNode tick = stack.tick();

        Row receipt = receipt(stack, tick);
        assertThat(receipt.getString("outcome")).isEqualTo("rejected");
        assertThat(receipt.getInt("fetched")).isEqualTo(1);
        assertThat(receipt.getInt("rejected")).isEqualTo(1);
        Row letter = new Landed(stack).awaitRejected(Identity.rejectionAtSource(Landed.id(tick), -1));
        assertThat(letter.getString("stage")).isEqualTo("source");
        assertThat(letter.getString("reason")).isEqualTo(reason);
        assertThat(letter.getUuid("tick_id")).isEqualTo(Landed.id(tick));
        assertThat(letter.getString("source_url")).contains("/api/v2/companies");
        assertThat(letter.getLong("payload_size"))
                .isGreaterThanOrEqualTo(letter.getByteBuffer("payload").remaining());
        theNextTickIsDelivered(stack);
    }

    static Stream<Arguments> an_answer_that_cannot_be_read_is_kept_among_the_rejected() {
        return Stream.of(
                Arguments.of(new Behaviour.Html(200), "not_json"),
                Arguments.of(new Behaviour.Truncated(), "not_json"),
                Arguments.of(Behaviour.Huge.of(20 * MEBIBYTE), "too_large"),
                Arguments.of(new Behaviour.Huge(200 * MEBIBYTE, true, false), "too_large"),
                Arguments.of(new Behaviour.Fixed("[]"), "wrong_type"),
                Arguments.of(new Behaviour.Fixed("{\"status\":\"OK\"}"), "missing_field"),
                Arguments.of(Behaviour.Redirect.to("http://127.0.0.2:1/"), "unexpected_status"));
    }

    @Test
    void companies_that_cannot_be_read_are_rejected_one_by_one_and_the_others_land(RunningStack stack)
            throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        stack.companyApi().behave(new Behaviour.WrongTypes(2)); // the second, the fourth … of ten

        JsonNode tick = stack.tick();

        UUID id = Landed.id(tick);
        Row receipt = receipt(stack, tick);
        assertThat(receipt.getString("outcome")).isEqualTo("delivered");
        assertThat(receipt.getInt("fetched")).isEqualTo(10);
        int rejected = receipt.getInt("rejected");
        assertThat(rejected).isEqualTo(5);
        assertThat(receipt.getInt("published")).isEqualTo(10 - rejected);
        Landed.patiently().untilAsserted(() -> assertThat(landed.companies(id)).hasSize(10 - rejected));
        Landed.patiently().untilAsserted(() -> assertThat(landed.rejected())
                .filteredOn(row -> id.equals(row.getUuid("tick_id")))
                .hasSize(rejected));
        List<UUID> accounted = Stream.concat(
                        landed.ids(id).stream(),
                        landed.rejected().stream()
                                .filter(row -> id.equals(row.getUuid("tick_id")))
                                .map(row -> row.getUuid("id")))
                .toList();
        assertThat(IntStream.range(0, 10)).allSatisfy(index -> assertThat(accounted)
                .containsAnyOf(Identity.company(id, index), Identity.rejectionAtSource(id, index)));
    }

    @Test
    void an_answer_without_companies_is_an_empty_tick(RunningStack stack) throws IOException, InterruptedException {
        stack.companyApi().behave(new Behaviour.Empty());

        JsonNode tick = stack.tick();

        Row receipt = receipt(stack, tick);
        assertThat(receipt.getString("outcome")).isEqualTo("empty");
        assertThat(receipt.getInt("fetched")).isZero();
        assertThat(receipt.getInt("source_status")).isEqualTo(200);
    }

    @Test
    void a_source_that_crashed_makes_failed_ticks_until_it_is_back(RunningStack stack)
            throws IOException, InterruptedException {
        stack.crash("company-api");
        JsonNode tick = stack.tick();
        stack.up("company-api");

        assertThat(receipt(stack, tick).getString("outcome")).isEqualTo("source_unavailable");
        theNextTickIsDelivered(stack);
    }

    private static Row receipt(RunningStack stack, JsonNode tick) {
        return new Landed(stack).awaitReceipt(Landed.id(tick), Landed.slot(tick));
    }

    private static void theNextTickIsDelivered(RunningStack stack) throws IOException, InterruptedException {
        stack.companyApi().behaveAsUsual();
        JsonNode[] tick = new JsonNode[1];
        Landed.patiently().until(() -> {
            tick[0] = stack.tick(); // a source that asked to be left alone is, for as long as it asked
            return tick[0].path("outcome").asText().equals("delivered");
        });
        new Landed(stack).awaitCompanies(Landed.id(tick[0]), 10);
    }
}
