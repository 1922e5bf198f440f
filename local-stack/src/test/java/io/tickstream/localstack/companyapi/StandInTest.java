package io.tickstream.localstack.companyapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandInTest {
    private static StandIn standIn;
    private static Caller caller;

    @BeforeAll
    static void start() throws IOException {
        standIn = StandIn.start(0, 0, Optional.empty());
        caller = new Caller(standIn.url());
    }

    @AfterAll
    static void stop() {
        standIn.close();
    }

    @Test
    void answers_ten_companies_in_an_envelope_unless_told_otherwise() throws Exception {
        HttpResponse<byte[]> response = caller.get("/api/v2/companies");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        JsonNode envelope = Caller.json(response);
        assertThat(names(envelope)).containsExactly("status", "code", "locale", "seed", "total", "data");
        assertThat(envelope.get("status").asText()).isEqualTo("OK");
        assertThat(envelope.get("code").intValue()).isEqualTo(200);
        assertThat(envelope.get("locale").asText()).isEqualTo("en_US");
        assertThat(envelope.get("seed").isNull()).isTrue();
        assertThat(envelope.get("total").intValue()).isEqualTo(10);
        assertThat(envelope.get("data")).hasSize(10);
    }

    @Test
    void repeats_seed_and_locale_as_they_were_asked_for() throws Exception {
        JsonNode envelope = companies("_seed=-12&_locale=de_DE&_quantity=1");
        assertThat(envelope.get("seed").isTextual()).isTrue();
        assertThat(envelope.get("seed").asText()).isEqualTo("-12");
        assertThat(envelope.get("locale").asText()).isEqualTo("de_DE");
    }

    @Test
    void has_neither_locale_nor_seed_in_the_envelope_of_version_1() throws Exception {
        JsonNode envelope = Caller.json(caller.get("/api/v1/companies?_quantity=1&_seed=1"));
        assertThat(names(envelope)).containsExactly("status", "code", "total", "data");
    }

    @Test
    void fills_every_field_of_a_company_as_the_api_does() throws Exception {
        JsonNode companies = companies("_quantity=1000&_seed=7").get("data");
        for (int index = 0; index < companies.size(); index++) {
            JsonNode company = companies.get(index);
            assertThat(names(company))
                    .containsExactly(
                            "id",
                            "name",
                            "email",
                            "vat",
                            "phone",
                            "country",
                            "addresses",
                            "website",
                            "image",
                            "contact");
            assertThat(company.get("id").intValue()).isEqualTo(index + 1);
            assertThat(company.get("name").asText()).isNotBlank().hasSizeLessThan(200);
            assertThat(company.get("vat").isTextual()).isTrue();
            assertThat(company.get("vat").asText()).matches("[0-9]{8,11}");
            assertThat(company.get("country").asText()).isNotBlank();
            assertThat(company.get("addresses")).hasSizeBetween(1, 5).allSatisfy(StandInTest::isAddress);
            hasWaysToReach(company);
            isContact(company.get("contact"));
        }
    }

    @Test
    void varies_what_it_makes_up() throws Exception {
        JsonNode companies = companies("_quantity=1000&_seed=8").get("data");
        assertThat(distinct(companies, "/name")).hasSizeGreaterThan(900);
        assertThat(distinct(companies, "/email")).hasSizeGreaterThan(900);
        assertThat(distinct(companies, "/country")).hasSizeGreaterThan(150).contains("Italy", "Kenya");
        assertThat(distinct(companies, "/contact/birthday")).hasSizeGreaterThan(900);
        assertThat(distinct(companies, "/contact/gender")).containsExactlyInAnyOrder("female", "male");
        assertThat(distinct(companies, "/vat")).anyMatch(vat -> vat.startsWith("0"));
        Set<Integer> counts = new HashSet<>();
        companies.forEach(company -> counts.add(company.get("addresses").size()));
        assertThat(counts).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }

    @Test
    void misspells_the_country_code_in_version_1_and_is_otherwise_the_same() throws Exception {
        String first = text(caller.get("/api/v1/companies?_quantity=50&_seed=3"));
        String second = text(caller.get("/api/v2/companies?_quantity=50&_seed=3"));
        assertThat(first).contains("\"county_code\":").doesNotContain("\"country_code\":");
        assertThat(second).contains("\"country_code\":").doesNotContain("\"county_code\":");
        assertThat(first.substring(first.indexOf("\"data\"")).replace("county_code", "country_code"))
                .isEqualTo(second.substring(second.indexOf("\"data\"")));
    }

    @Test
    void escapes_slashes_and_letters_beyond_ascii_like_php() throws Exception {
        String body = text(caller.get("/api/v2/companies?_quantity=50&_seed=3&_locale=ja_JP"));
        assertThat(body)
                .contains("http:\\/\\/placeimg.com\\/640\\/480\\/people")
                .contains("\\u");
        assertThat(body.chars()).allMatch(character -> character < 128);
    }

    @Test
    void gives_the_same_bytes_for_the_same_seed() throws Exception {
        byte[] before = caller.get("/api/v2/companies?_quantity=100&_seed=42").body();
        caller.get("/api/v2/companies?_quantity=17&_seed=43&_locale=fr_FR");
        assertThat(caller.get("/api/v2/companies?_quantity=100&_seed=42").body())
                .isEqualTo(before);
    }

    @Test
    void gives_other_companies_for_another_seed_and_for_none() throws Exception {
        List<JsonNode> answers = List.of(
                companies("_seed=1").get("data"),
                companies("_seed=2").get("data"),
                companies("").get("data"),
                companies("").get("data"));
        Set<String> names = new HashSet<>();
        answers.forEach(data -> names.add(distinct(data, "/name").toString()));
        assertThat(names).hasSize(answers.size());
    }

    @Test
    void begins_with_the_same_companies_whatever_the_quantity() throws Exception {
        JsonNode few = companies("_seed=5&_quantity=3").get("data");
        JsonNode more = companies("_seed=5&_quantity=30").get("data");
        assertThat(more).startsWith(few.get(0), few.get(1), few.get(2));
    }

    @Test
    void gives_the_same_bytes_for_the_same_seed_to_many_at_once() throws Exception {
        List<String> questions = new ArrayList<>();
        for (int seed = 0; seed < 8; seed++) {
            for (String locale : List.of("en_US", "de_DE", "ja_JP")) {
                questions.add("/api/v2/companies?_quantity=40&_seed=%d&_locale=%s".formatted(seed, locale));
            }
        }
        List<byte[]> alone = new ArrayList<>();
        for (String question : questions) {
            alone.add(caller.get(question).body());
        }
        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<HttpResponse<byte[]>>> together =
                    questions.stream().map(caller::start).toList();
            for (int index = 0; index < questions.size(); index++) {
                assertThat(together.get(index).get().body())
                        .as(questions.get(index))
                        .isEqualTo(alone.get(index));
            }
        }
    }

    @Test
    void gives_no_more_than_a_thousand() throws Exception {
        assertThat(companies("_quantity=1000").get("data")).hasSize(1000);
        JsonNode capped = companies("_quantity=1001");
        assertThat(capped.get("data")).hasSize(1000);
        assertThat(capped.get("total").intValue()).isEqualTo(1000);
    }

    @Test
    void takes_an_empty_parameter_for_none_and_ignores_unknown_ones() throws Exception {
        assertThat(companies("_quantity=&_locale=&_seed=&_type=any&x").get("data"))
                .hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_quantity=0",
                "_quantity=-1",
                "_quantity=ten",
                "_quantity=1.5",
                "_seed=x",
                "_seed=99999999999999999999",
                "_locale=English",
                "_locale=en_US_x",
                "_quantity=%25",
            })
    void refuses_a_bad_parameter_and_says_what_is_allowed(String query) throws Exception {
        HttpResponse<byte[]> response = caller.get("/api/v2/companies?" + query);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Caller.json(response).get("message").asText())
                .startsWith("The " + query.substring(0, query.indexOf('=')) + " field must be a ");
    }

    @Test
    void falls_back_to_english_for_a_locale_that_nobody_knows() throws Exception {
        assertThat(companies("_seed=1&_locale=xx_YY").get("data"))
                .isEqualTo(companies("_seed=1&_locale=en_US").get("data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v2/persons", "/api/v3/companies", "/api/v2/companies/1", "/behaviours"})
    void does_not_find_other_paths(String path) throws Exception {
        HttpResponse<byte[]> response = caller.get(path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(Caller.json(response).get("code").intValue()).isEqualTo(404);
    }

    @Test
    void answers_no_other_method_than_get() throws Exception {
        HttpResponse<byte[]> response = caller.send("POST", "/api/v2/companies", "{}");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET");
    }

    @Test
    void says_that_it_is_up() throws Exception {
        assertThat(text(caller.get("/health"))).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void answers_429_above_the_rate_limit() throws Exception {
        try (StandIn limited = StandIn.start(0, 2, Optional.empty())) {
            Caller other = new Caller(limited.url());
            HttpResponse<byte[]> first = other.get("/api/v2/companies");
            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().firstValue("X-RateLimit-Remaining")).hasValue("1");
            assertThat(other.get("/api/v1/companies").statusCode()).isEqualTo(200);
            HttpResponse<byte[]> third = other.get("/api/v2/companies");
            assertThat(third.statusCode()).isEqualTo(429);
            assertThat(Caller.json(third).get("message").asText()).isEqualTo("Too Many Attempts.");
            assertThat(third.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isBetween(1L, 60L);
            assertThat(other.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void goes_on_while_a_caller_takes_its_time_to_ask() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int number = 0; number < 20; number++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), standIn.url().getPort());
                slow.add(socket);
                OutputStream out = socket.getOutputStream();
                out.write("GET /api/v2/comp".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            assertThat(caller.get("/api/v2/companies").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static void isAddress(JsonNode address) {
        assertThat(names(address))
                .containsExactly(
                        "id",
                        "street",
                        "streetName",
                        "buildingNumber",
                        "city",
                        "zipcode",
                        "country",
                        "country_code",
                        "latitude",
                        "longitude");
        assertThat(address.get("id").intValue()).isZero();
        for (String field : List.of("street", "streetName", "buildingNumber", "city", "zipcode", "country")) {
            assertThat(address.get(field).asText()).as(field).isNotBlank().doesNotContain("#");
        }
        assertThat(address.get("country_code").asText()).matches("[A-Z]{2}");
        assertThat(address.get("latitude").isDouble()).isTrue();
        assertThat(address.get("latitude").doubleValue()).isBetween(-90.0, 90.0);
        assertThat(address.get("longitude").doubleValue()).isBetween(-180.0, 180.0);
    }

    private static void isContact(JsonNode contact) {
        assertThat(names(contact))
                .containsExactly(
                        "id",
                        "firstname",
                        "lastname",
                        "email",
                        "phone",
                        "birthday",
                        "gender",
                        "address",
                        "website",
                        "image");
        assertThat(contact.get("firstname").asText()).isNotBlank();
        assertThat(contact.get("lastname").asText()).isNotBlank();
        assertThat(LocalDate.parse(contact.get("birthday").asText()))
                .isBetween(LocalDate.of(1930, 1, 1), LocalDate.of(2019, 12, 31));
        assertThat(contact.get("gender").asText()).isIn("female", "male");
        isAddress(contact.get("address"));
        hasWaysToReach(contact);
    }

    private static void hasWaysToReach(JsonNode someone) {
        assertThat(someone.get("email").asText()).matches("[a-z0-9.]+@[a-z0-9-]+(\\.[a-z]+)+");
        assertThat(someone.get("phone").asText()).matches("\\+[1-9][0-9]{12}");
        assertThat(someone.get("website").asText()).matches("http://[a-z0-9-]+\\.[a-z]+");
        assertThat(someone.get("image").asText()).isEqualTo("http://placeimg.com/640/480/people");
    }

    private static JsonNode companies(String query) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = caller.get("/api/v2/companies?" + query);
        assertThat(response.statusCode()).as(query).isEqualTo(200);
        return Caller.json(response);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> distinct(JsonNode companies, String pointer) {
        Set<String> values = new HashSet<>();
        companies.forEach(company -> values.add(company.at(pointer).asText()));
        return values;
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
