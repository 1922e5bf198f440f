package io.tickstream.ingest.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tickstream.contract.Identity;
import io.tickstream.ingest.Outcome;
import io.tickstream.ingest.Profile;
import io.tickstream.ingest.Rejection;
import io.tickstream.ingest.Tick;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerReaderTest {
    private static final Tick TICK =
            Tick.scheduled("fakerapi", Duration.ofSeconds(10), Instant.parse("2026-11-22T12:00:10Z"));
    private static final URI ASKED = URI.create("http://127.0.0.1/companies?_quantity=10&_seed=1");
    private static final String GOOD = "{\"name\":\"Acme\",\"country\":\"Chad\"}";

    @Test
    void reads_every_field_as_the_source_sent_it() {
        Fetch fetch = read(
                data(
                        """
                {"id": 3, "name": "Beahan-Kühn 🏭", "email": "a@b.c", "vat": "0012", "phone": "+4912", "country": "Côte d'Ivoire",
                 "addresses": [ {"id": 0, "latitude": -54.10, "longitude": 1e2, "x": [ ] } ], "website": "http://w", "image": "http://i",
                 "contact": { "firstname": "Zoë", "address": {"country": "Oman"}, "firstname": "B\\u00e9a", "\\ud83c\\udfed": 1 }, "new": {"a": [1]} }"""));

        assertThat(fetch.rejections()).isEmpty();
        assertThat(fetch.outcome()).isEqualTo(Outcome.DELIVERED);
        Profile profile = fetch.profiles().get(0);
        assertThat(profile.id()).isEqualTo(Identity.company(TICK.id(), 0));
        assertThat(profile.sourceId()).hasValue(3);
        assertThat(profile.name()).isEqualTo("Beahan-Kühn 🏭");
        assertThat(profile.email()).contains("a@b.c");
        assertThat(profile.vat()).contains("0012");
        assertThat(profile.phone()).contains("+4912");
        assertThat(profile.country()).isEqualTo("Côte d'Ivoire");
        assertThat(profile.addresses()).contains("[{\"id\":0,\"latitude\":-54.10,\"longitude\":1e2,\"x\":[]}]");
        assertThat(profile.website()).contains("http://w");
        assertThat(profile.image()).contains("http://i");
        assertThat(profile.contact())
                .contains("{\"firstname\":\"Zoë\",\"address\":{\"country\":\"Oman\"},\"firstname\":\"Béa\",\"🏭\":1}");
    }

    @Test
    void takes_absent_fields_and_null_alike() {
        Profile bare = read(data(GOOD)).profiles().get(0);
        Profile nulls = read(data("{\"id\":null,\"name\":\"Acme\",\"email\":null,\"vat\":null,\"phone\":null,"
                        + "\"country\":\"Chad\",\"addresses\":null,\"website\":null,\"image\":null,\"contact\":null}"))
                .profiles()
                .get(0);

        assertThat(nulls).isEqualTo(bare);
        assertThat(bare.email()).isEmpty();
        assertThat(bare.sourceId()).isEmpty();
    }

    @Test
    void keeps_the_digits_of_numbers_that_no_computer_type_holds() {
        String digits = "1".repeat(3000);
        Fetch fetch = read(data("{\"name\":\"A\",\"country\":\"B\",\"contact\":{\"a\":1e400,\"b\":-0.0,\"c\":" + digits
                + ",\"d\":0.10000000000000000000001}}"));

        assertThat(fetch.profiles().get(0).contact())
                .contains("{\"a\":1e400,\"b\":-0.0,\"c\":" + digits + ",\"d\":0.10000000000000000000001}");
    }

    /** What is wrong with a company, the reason's code, and words of the cause. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"country\":\"Chad\"} | missing_field | no name",
                "{\"name\":\"A\"} | missing_field | no country",
                "{\"name\":null,\"country\":\"B\"} | missing_field | no name",
                "{\"name\":\"\",\"country\":\"B\"} | missing_field | blank",
                "{\"name\":\" \\t\",\"country\":\"B\"} | missing_field | blank",
                "{\"name\":7,\"country\":\"B\"} | wrong_type | name is a number, not a text",
                "{\"name\":\"A\",\"country\":[\"B\"]} | wrong_type | country is an array, not a text",
                "{\"name\":\"A\",\"country\":\"B\",\"vat\":1} | wrong_type | vat is a number",
                "{\"name\":\"A\",\"country\":\"B\",\"email\":{}} | wrong_type | email is an object",
                "{\"name\":\"A\",\"country\":\"B\",\"phone\":true} | wrong_type | phone is a boolean",
                "{\"name\":\"A\",\"country\":\"B\",\"id\":\"1\"} | wrong_type | id is a text, not a whole number",
                "{\"name\":\"A\",\"country\":\"B\",\"id\":1.5} | wrong_type | id is a number, not a whole number",
                "{\"name\":\"A\",\"country\":\"B\",\"id\":9223372036854775808} | wrong_type | more than 64 bits",
                "{\"name\":\"A\",\"country\":\"B\",\"addresses\":{}} | wrong_type | addresses is an object, not an array",
                "{\"name\":\"A\",\"country\":\"B\",\"addresses\":\"[]\"} | wrong_type | addresses is a text",
                "{\"name\":\"A\",\"country\":\"B\",\"contact\":[]} | wrong_type | contact is an array, not an object",
                "{\"name\":\"A\",\"country\":\"B\",\"name\":\"C\"} | duplicate_field | name twice",
                "{\"name\":null,\"country\":\"B\",\"name\":\"C\"} | duplicate_field | name twice",
                "{\"id\":1,\"id\":1,\"name\":\"A\",\"country\":\"B\"} | duplicate_field | id twice",
                "{\"name\":\"\\ud800\",\"country\":\"B\"} | not_unicode | surrogate",
                "{\"name\":\"A\",\"country\":\"B\",\"contact\":{\"\\udc00\":1}} | not_unicode | surrogate",
                "null | wrong_type | the company is no object but null",
                "\"a company\" | wrong_type | no object but a text",
                "42 | wrong_type | no object but a number",
                "-1.5e3 | wrong_type | no object but a number",
                "true | wrong_type | no object but a boolean",
                "[{}] | wrong_type | no object but an array",
            })
    void rejects_a_company_that_cannot_be_read_and_publishes_the_others(String company, String reason, String cause) {
        Fetch fetch = read(data(GOOD, company, GOOD));

        assertThat(fetch.profiles())
                .extracting(Profile::id)
                .containsExactly(Identity.company(TICK.id(), 0), Identity.company(TICK.id(), 2));
        assertThat(fetch.fetched()).isEqualTo(3);
        assertThat(fetch.outcome()).isEqualTo(Outcome.DELIVERED);
        Rejection rejection = fetch.rejections().get(0);
        assertThat(rejection.reason().code()).isEqualTo(reason);
        assertThat(rejection.cause()).contains(cause);
        assertThat(text(rejection)).isEqualTo(company);
        assertThat(rejection.payloadSize()).isEqualTo(company.length());
        assertThat(rejection.id()).isEqualTo(Identity.rejectionAtSource(TICK.id(), 1));
        assertThat(rejection.askedUrl()).isEqualTo(ASKED);
    }

    @Test
    void counts_characters_as_people_do() {
        assertThat(read(data(named("🏭".repeat(1000)))).profiles()).hasSize(1);
        assertThat(read(data(named("🏭".repeat(1001)))).rejections().get(0).cause())
                .isEqualTo("name has 1001 characters; its column takes 1000");
    }

    @Test
    void rejects_addresses_and_contacts_that_are_longer_than_their_columns() {
        String exactly = "[\"" + "x".repeat(256 * 1024 - 4) + "\"]";
        String more = "[\"" + "ü".repeat(128 * 1024 - 1) + "\"]";

        assertThat(read(data(with("addresses", exactly))).profiles()).hasSize(1);
        assertThat(read(data(with("addresses", more))).rejections().get(0).reason())
                .isEqualTo(Rejection.Reason.TOO_LONG);
        assertThat(read(data(with("contact", "{\"a\":" + more + "}")))
                        .rejections()
                        .get(0)
                        .cause())
                .startsWith("contact has 262152 bytes");
    }

    @Test
    void rejects_a_company_that_is_nested_too_deep_and_no_other() {
        Fetch fetch = read(data(GOOD, with("contact", "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}")));

        assertThat(fetch.profiles()).hasSize(1);
        assertThat(fetch.rejections().get(0).reason()).isEqualTo(Rejection.Reason.TOO_DEEP);
    }

    @Test
    void keeps_the_first_half_mebibyte_of_a_company_that_cannot_be_read() {
        String long1 = named("x".repeat(600_000));
        Rejection rejection = read(data(long1)).rejections().get(0);

        assertThat(text(rejection)).isEqualTo(long1.substring(0, 512 * 1024));
        assertThat(rejection.payloadSize()).isEqualTo(long1.length());
    }

    @Test
    void calls_the_tick_rejected_when_no_company_can_be_read() {
        Fetch fetch = read(data("1", "{}"));

        assertThat(fetch.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(fetch.fetched()).isEqualTo(2);
        assertThat(fetch.reason()).contains("the company is no object but a number");
    }

    @Test
    void calls_an_answer_without_companies_empty() {
        Fetch fetch = read(data());

        assertThat(fetch.outcome()).isEqualTo(Outcome.EMPTY);
        assertThat(fetch.fetched()).isZero();
    }

    @Test
    void takes_as_many_companies_as_the_api_ever_sends_and_no_more() {
        String[] companies = new String[1001];
        Arrays.fill(companies, GOOD);

        assertThat(read(data(Arrays.copyOf(companies, 1000))).profiles()).hasSize(1000);
        assertRejectedAsAWhole(read(data(companies)), "too_many", "more than 1000 companies");
    }

    /** What is wrong with an answer as a whole. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | not_json | no bytes",
                "<!DOCTYPE html><html></html> | not_json | HTML",
                "{\"data\":[{\"name\":\"A\",\"cou | not_json | line 1, column",
                "{\"data\":[]} {} | not_json | goes on after its end",
                "{\"data\":[]}} | not_json | line 1, column",
                "{'data':[]} | not_json | line 1, column",
                "{\"data\":[NaN]} | not_json | line 1, column",
                "{\"data\":[01]} | not_json | line 1, column",
                "{\"data\":[{\"name\":\"\\x\"}]} | not_json | line 1, column",
                "oops | not_json | line 1, column",
                "[] | wrong_type | no JSON object",
                "null | wrong_type | no JSON object",
                "{\"data\":{}} | wrong_type | no array but an object",
                "{\"data\":null} | wrong_type | no array but null",
                "{\"data\":\"x\"} | wrong_type | no array but a text",
                "{\"message\":\"Server Error\"} | missing_field | no member data",
                "{\"data\":[],\"data\":[]} | duplicate_field | twice",
            })
    void rejects_an_answer_that_cannot_be_read_with_all_its_bytes(String answer, String reason, String cause) {
        Fetch fetch = read(answer);

        assertRejectedAsAWhole(fetch, reason, cause);
        assertThat(text(fetch.rejections().get(0))).isEqualTo(answer);
    }

    @Test
    void rejects_an_answer_that_is_nested_without_end() {
        assertRejectedAsAWhole(read("{\"data\":" + "[".repeat(100_000)), "too_deep", "500");
    }

    @Test
    void rejects_bytes_that_are_no_utf_8() {
        assertRejectedAsAWhole(read(data(named("Kühn")).getBytes(ISO_8859_1)), "not_json", "not UTF-8");
        assertRejectedAsAWhole(read(data(GOOD).getBytes(UTF_16BE)), "not_json", "no JSON from line 1");
        // a zero in two bytes, and half a surrogate pair: UTF-8 forbids both, some parsers let them pass
        assertRejectedAsAWhole(read(withBytes(0xc0, 0x80)), "not_json", "not UTF-8");
        assertRejectedAsAWhole(read(withBytes(0xed, 0xa0, 0x80)), "not_json", "not UTF-8");
    }

    @Test
    void reads_past_a_byte_order_mark() {
        assertThat(read("\ufeff" + data(GOOD)).profiles()).hasSize(1);
    }

    @Test
    void names_markup_by_its_content_type_too() {
        Answer answer = answer(200, "  Bad gateway".getBytes(UTF_8), Optional.of("text/HTML; charset=utf-8"));

        assertThat(new AnswerReader(TICK, ASKED).read(answer).reason())
                .contains("the answer is HTML; a proxy's or an error page?");
    }

    @Test
    void rejects_an_answer_that_was_cut_off_for_its_size() {
        Answer answer = new Answer(
                200,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Answer.Body(ByteBuffer.wrap(new byte[600_000]), 20_000_000, Optional.empty()));
        Fetch fetch = new AnswerReader(TICK, ASKED).read(answer);

        assertRejectedAsAWhole(fetch, "too_large", "20000000 bytes");
        assertThat(fetch.rejections().get(0).payload().remaining()).isEqualTo(Rejection.MAX_PAYLOAD);
        assertThat(fetch.rejections().get(0).payloadSize()).isEqualTo(20_000_000);
    }

    @Test
    void rejects_a_status_that_no_retry_changes_and_tells_where_a_redirect_leads() {
        Answer notFound = answer(404, "{\"status\":\"Not found\"}".getBytes(UTF_8), Optional.empty());
        Answer moved = new Answer(
                302,
                Optional.empty(),
                Optional.of("points to https://evil.example"),
                Optional.empty(),
                new Answer.Body(ByteBuffer.allocate(0), 0, Optional.empty()));

        assertRejectedAsAWhole(new AnswerReader(TICK, ASKED).read(notFound), "unexpected_status", "404");
        assertRejectedAsAWhole(
                new AnswerReader(TICK, ASKED).read(moved), "unexpected_status", "points to https://evil.example");
    }

    /** Texts without an escape are copied, those with one are written anew: the result is the same but for the escape. */
    @Test
    void keeps_json_as_sent_but_for_white_space_and_escapes() {
        String json =
                "{ \"a b\" : [ 1.10 , -0 ,1e400, true,\tfalse,\\n null, \" x , : \", {\"é😀\":\"\u007f\"} , [ ] ] }"
                        .replace("\\n", "\n");
        String compact = "{\"a b\":[1.10,-0,1e400,true,false,null,\" x , : \",{\"é😀\":\"\u007f\"},[]]}";

        Profile copied = read(data(with("contact", json), GOOD).getBytes(UTF_8))
                .profiles()
                .get(0);
        Profile rewritten = read(data(with("contact", json.replace("x", "\\u0078\\n")), GOOD)
                        .getBytes(UTF_8))
                .profiles()
                .get(0);

        assertThat(copied.contact()).contains(compact);
        assertThat(rewritten.contact()).contains(compact.replace("x", "x\\n"));
    }

    /** A thousand answers with bytes changed at random: each comes out as one of the outcomes, none as an exception. */
    @Test
    void survives_whatever_bytes_come() {
        byte[] good = data(GOOD, with("addresses", "[{\"latitude\":1.5,\"street\":\"Über\"}]"), named("\\u00e9\\n"))
                .getBytes(UTF_8);
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(10) == 0 ? random.nextInt(good.length) : good.length);
            for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThatCode(() -> assertThat(read(bytes).fetched()).isNotNegative())
                    .as(() -> new String(bytes, UTF_8))
                    .doesNotThrowAnyException();
        }
    }

    private static void assertRejectedAsAWhole(Fetch fetch, String reason, String cause) {
        assertThat(fetch.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(fetch.fetched()).isEqualTo(1);
        Rejection rejection = fetch.rejections().get(0);
        assertThat(rejection.id()).isEqualTo(Identity.rejectionAtSource(TICK.id(), -1));
        assertThat(rejection.reason().code()).isEqualTo(reason);
        assertThat(rejection.cause()).contains(cause);
        assertThat(fetch.reason()).contains(rejection.cause());
    }

    private static Fetch read(String body) {
        return read(body.getBytes(UTF_8));
    }

    private static Fetch read(byte[] body) {
        return new AnswerReader(TICK, ASKED).read(answer(200, body, Optional.of("application/json")));
    }

    private static Answer answer(int status, byte[] body, Optional<String> contentType) {
        Answer.Body whole = new Answer.Body(ByteBuffer.wrap(body), body.length, Optional.empty());
        return new Answer(status, contentType, Optional.empty(), Optional.empty(), whole);
    }

    private static String data(String... companies) {
        return "{\"status\":\"OK\",\"code\":200,\"total\":%d,\"data\":[ %s ],\"more\":{\"a\":[]}}\n"
                .formatted(companies.length, String.join(" , ", companies));
    }

    private static String named(String name) {
        return "{\"name\":\"%s\",\"country\":\"Chad\"}".formatted(name);
    }

    private static String with(String field, String json) {
        return "{\"name\":\"Acme\",\"country\":\"Chad\",\"%s\":%s}".formatted(field, json);
    }

    private static byte[] withBytes(int... bytes) {
        byte[] body = data(named("~".repeat(bytes.length))).getBytes(UTF_8);
        int at = new String(body, ISO_8859_1).indexOf('~');
        for (int i = 0; i < bytes.length; i++) {
            body[at + i] = (byte) bytes[i];
        }
        return body;
    }

    private static String text(Rejection rejection) {
        return UTF_8.decode(rejection.payload().duplicate()).toString();
    }
}
