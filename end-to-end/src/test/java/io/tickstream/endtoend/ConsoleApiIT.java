package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Port;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** What the console's API says, beside what is in the tables and on Kafka. */
@WithLocalStack
class ConsoleApiIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A time that no other test writes to. */
    private static final Instant LONG_AGO = Instant.parse("2021-03-04T05:06:10Z");

    @Test
    void sums_are_those_of_the_rows(RunningStack stack) throws IOException, InterruptedException, ExecutionException {
        List<Row> rows = companiesOf(LONG_AGO, 40, stack);
        String hour = "/api/data/summary?from=2021-03-04T05:00:00Z&to=2021-03-04T06:00:00Z";
        Landed.patiently().untilAsserted(() -> assertThat(
                        get(stack, hour).at("/total/companies").asInt())
                .isEqualTo(rows.size()));

        JsonNode summary = get(stack, hour);

        assertThat(summary.path("granularity").asText()).isEqualTo("minute");
        for (String dimension : List.of("sector", "country", "size")) {
            assertThat(employees(summary.path("by" + capital(dimension))))
                    .as(dimension)
                    .isEqualTo(rows.stream()
                            .collect(Collectors.groupingBy(
                                    row -> RolledUp.value(dimension, row),
                                    Collectors.summingLong(row -> row.getInt("number_of_employees")))));
        }
        double investment = rows.stream()
                .mapToDouble(row -> row.getDouble("investment_received"))
                .sum();
        assertThat(summary.at("/total/investment").asDouble()).isCloseTo(investment, within(0.5));
        assertThat(summary.path("overTime")).hasSize(1);
        assertThat(summary.at("/overTime/0/at").asText()).isEqualTo("2021-03-04T05:06:00Z");
        assertThat(get(stack, "/api/data/summary?from=2021-03-04T00:00:00Z&to=2021-03-05T12:00:00Z")
                        .at("/total/companies")
                        .asInt())
                .as("by hour")
                .isEqualTo(rows.size());
        assertThat(get(stack, "/api/data/summary?from=2021-03-01T00:00:00Z&to=2021-03-30T00:00:00Z")
                        .at("/total/companies")
                        .asInt())
                .as("by day")
                .isEqualTo(rows.size());
        String country = summary.at("/byCountry/0/value").asText();
        JsonNode chosen = get(stack, hour + "&countries=" + encoded(country));
        assertThat(chosen.path("byCountry")).hasSize(1);
        assertThat(chosen.at("/overTime/0/companies").asInt())
                .isEqualTo(chosen.at("/byCountry/0/companies").asInt());
    }

    @Test
    void a_tick_is_found_with_its_records_and_their_way(RunningStack stack) throws IOException, InterruptedException {
        JsonNode receipt = stack.tick();
        UUID tick = Landed.id(receipt);
        List<Row> rows = new Landed(stack).awaitCompanies(tick, 10);
        String slot = receipt.path("slot").asText();
        Landed.patiently().untilAsserted(() -> assertThat(get(stack, "/api/ticks/%s/%s".formatted(slot, tick))
                        .at("/path/landed/writtenAt")
                        .isTextual())
                .isTrue());

        JsonNode found = get(stack, "/api/ticks/%s/%s".formatted(slot, tick));

        assertThat(found.path("complete").asBoolean()).isTrue();
        assertThat(found.path("landed").asInt()).isEqualTo(10);
        assertThat(texts(found.path("companies"), "id"))
                .containsExactlyInAnyOrderElementsOf(
                        rows.stream().map(row -> row.getUuid("id").toString()).toList());
        assertThat(texts(found.at("/path/kafka"), "topic")).containsExactlyInAnyOrder("companies_created", "ticks");
        JsonNode companies = found.at("/path/kafka/0");
        assertThat(companies.path("records").asInt()).isEqualTo(10);
        JsonNode newest = get(
                        stack,
                        "/api/kafka/companies_created/messages?limit=1&partition=%d&before=%d"
                                .formatted(
                                        companies.path("partition").asInt(),
                                        companies.path("lastOffset").asLong() + 1))
                .at("/messages/0");
        assertThat(newest.path("key").asText()).isEqualTo(tick.toString());
        assertThat(newest.at("/value/tick_id").asText()).isEqualTo(tick.toString());
        assertThat(get(stack, "/api/companies/%s/%s".formatted(tick, rows.get(0).getUuid("id")))
                        .at("/addresses/0")
                        .isObject())
                .isTrue();
        JsonNode last = Landed.patiently()
                .until(
                        () -> {
                            JsonNode slots = get(
                                            stack,
                                            "/api/ticks?to="
                                                    + Instant.parse(slot).plusSeconds(10))
                                    .path("slots");
                            return slots.path(slots.size() - 1);
                        },
                        shown -> shown.path("slot").asText().equals(slot));
        assertThat(texts(last.path("ticks"), "id")).contains(tick.toString());
    }

    @Test
    void what_lands_is_told_to_who_listens(RunningStack stack) throws IOException, InterruptedException {
        HttpResponse<InputStream> stream =
                CLIENT.send(request(stack, "/api/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
            awaitEvent(lines, "overview", "hops");

            UUID tick = Landed.id(stack.tick());

            assertThat(awaitEvent(lines, "companies", tick.toString())).contains("\"name\"");
        }
    }

    @Test
    void the_schedule_is_paused_and_resumed_and_says_by_whom(RunningStack stack)
            throws IOException, InterruptedException {
        JsonNode paused = change(stack, "PUT", "/api/schedule", "{\"state\":\"paused\",\"reason\":\"a test\"}");
        try {
            assertThat(paused.path("state").asText()).isEqualTo("paused");
            assertThat(paused.at("/changes/0/reason").asText()).isEqualTo("a test");
            assertThat(change(stack, "POST", "/api/ticks", "").path("outcome").asText())
                    .isEqualTo("paused");
        } finally {
            change(stack, "PUT", "/api/schedule", "{\"state\":\"running\",\"reason\":\"it is over\"}");
        }
        JsonNode tick = change(stack, "POST", "/api/ticks", "");
        assertThat(tick.path("published").asInt()).isEqualTo(10);
        new Landed(stack).awaitCompanies(Landed.id(tick), 10);
    }

    @Test
    void a_dead_letter_is_listed_shown_and_put_back(RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        byte[] bytes = "<script>no frame</script>".getBytes(UTF_8);
        RecordMetadata sent =
                Companies.send(stack, UUID.randomUUID(), List.of(bytes)).get(0);
        UUID id = Identity.rejectionAtLanding(sent.topic(), sent.partition(), sent.offset());
        String at = new Landed(stack).awaitRejected(id).getInstant("at").toString();
        Landed.patiently().untilAsserted(() -> assertThat(texts(
                        get(stack, "/api/dead-letters?days=1&reason=not_framed").path("letters"), "id"))
                .contains(id.toString()));

        JsonNode letter = get(stack, "/api/dead-letters/%s/%s".formatted(at, id));
        JsonNode result = putBack(stack, at, id);
        JsonNode again = putBack(stack, at, id);
        JsonNode unknown = putBack(stack, at, UUID.randomUUID());

        assertThat(letter.path("bytes").binaryValue()).isEqualTo(bytes);
        assertThat(letter.path("text").asText()).isEqualTo("<script>no frame</script>");
        assertThat(letter.path("offset").asLong()).isEqualTo(sent.offset());
        assertThat(result.path("done").asBoolean()).as(result.toString()).isTrue();
        assertThat(again.path("done").asBoolean()).isTrue();
        assertThat(again.path("what").asText()).isEqualTo("It is dealt with already: republished, by console.");
        assertThat(unknown.path("done").asBoolean()).isFalse();
        assertThat(new Landed(stack).rejected()).noneMatch(row -> id.equals(row.getUuid("id")));
    }

    private static JsonNode putBack(RunningStack stack, String at, UUID letter)
            throws IOException, InterruptedException {
        return change(
                        stack,
                        "POST",
                        "/api/dead-letters/replay",
                        "{\"ids\":[{\"at\":\"%s\",\"id\":\"%s\"}]}".formatted(at, letter))
                .at("/results/0");
    }

    @Test
    void dead_letters_come_in_pages(RunningStack stack) throws IOException, InterruptedException, ExecutionException {
        List<RecordMetadata> sent = Companies.send(
                stack,
                UUID.randomUUID(),
                List.of(new byte[] {1}, new byte[] {2}, new byte[] {3}, new byte[] {4}, new byte[] {5}));
        List<String> ids = sent.stream()
                .map(each -> Identity.rejectionAtLanding(each.topic(), each.partition(), each.offset())
                        .toString())
                .toList();
        Landed.patiently().untilAsserted(() -> assertThat(
                        texts(get(stack, "/api/dead-letters?days=2&limit=200").path("letters"), "id"))
                .containsAll(ids));
        List<String> paged = new ArrayList<>();
        String cursor = "";

        while (cursor != null) {
            JsonNode page = get(stack, "/api/dead-letters?days=2&limit=2&cursor=" + encoded(cursor));
            paged.addAll(texts(page.path("letters"), "id"));
            cursor = page.path("next").asText(null);
        }

        assertThat(paged).doesNotHaveDuplicates().containsAll(ids);
    }

    @Test
    void topics_and_schemas_are_those_of_the_servers(RunningStack stack) throws IOException, InterruptedException {
        stack.tick();

        JsonNode kafka = get(stack, "/api/kafka");
        JsonNode schemas = get(stack, "/api/schemas");

        assertThat(texts(kafka.path("topics"), "name")).contains("companies_created", "companies_rejected", "ticks");
        assertThat(kafka.at("/topics/0/partitions")).hasSize(Topic.COMPANIES_CREATED.localPartitions());
        Map<String, String> compatibility = StreamSupport.stream(
                        schemas.path("subjects").spliterator(), false)
                .collect(Collectors.toMap(
                        subject -> subject.path("subject").asText(),
                        subject -> subject.path("compatibility").asText()));
        for (Topic topic : Topic.values()) { // other tests have subjects of their own
            assertThat(compatibility).containsEntry(topic.subject(), "BACKWARD");
        }
        assertThat(get(stack, "/api/schemas/companies_created-value/1")
                        .at("/schema/name")
                        .asText())
                .isEqualTo(Topic.COMPANIES_CREATED.schema().getName());
    }

    @Test
    void without_cassandra_the_rest_goes_on_and_all_of_it_once_it_is_back(RunningStack stack)
            throws IOException, InterruptedException {
        UUID tick = Landed.id(stack.tick());
        new Landed(stack).awaitCompanies(tick, 10);
        stack.crash("cassandra");
        try {
            Landed.patiently().untilAsserted(() -> assertThat(hop(get(stack, "/api/overview"), "cassandra"))
                    .isEqualTo("down"));
            JsonNode overview = get(stack, "/api/overview");
            assertThat(texts(overview.path("problems"), "server")).contains("cassandra");
            assertThat(hop(overview, "kafka")).isEqualTo("ok");
            assertThat(get(stack, "/api/kafka/ticks/messages").path("messages")).isNotEmpty();
            assertThat(get(stack, "/api/schemas").path("subjects")).isNotEmpty();
            JsonNode servers = get(stack, "/api/servers").path("servers");
            assertThat(StreamSupport.stream(servers.spliterator(), false)
                            .filter(server -> server.path("state").asText().equals("down"))
                            .map(server -> server.path("name").asText()))
                    .contains("cassandra");
        } finally {
            stack.up("cassandra");
        }

        Landed.patiently().untilAsserted(() -> assertThat(hop(get(stack, "/api/overview"), "cassandra"))
                .isEqualTo("ok"));
        assertThat(get(stack, "/api/companies").path("companies")).isNotEmpty();
    }

    private static List<Row> companiesOf(Instant slot, int number, RunningStack stack)
            throws IOException, InterruptedException, ExecutionException {
        UUID tick = UUID.randomUUID();
        Random random = new Random(7);
        int schema = Companies.register(stack, Topic.COMPANIES_CREATED.schema());
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            GenericRecord company = Companies.company(
                            Topic.COMPANIES_CREATED.schema(), tick, Identity.company(tick, i), "Company " + i)
                    .set("timestamp_column", slot.toEpochMilli())
                    .set("country", random.nextBoolean() ? "Virgin Islands, U.S." : "Chad")
                    .set("sector", random.nextBoolean() ? "Retail" : "Finance")
                    .set("number_of_employees", random.nextInt(500))
                    .set("investment_received", random.nextInt(100_000_000) / 100.0)
                    .build();
            values.add(Companies.framed(schema, company));
        }
        Companies.send(stack, tick, values);
        return new Landed(stack).awaitCompanies(tick, number);
    }

    private static Map<String, Long> employees(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .filter(value -> value.path("companies").asLong() > 0)
                .collect(Collectors.toMap(value -> value.path("value").asText(), value -> value.path("employees")
                        .asLong()));
    }

    private static String hop(JsonNode overview, String name) {
        return StreamSupport.stream(overview.path("hops").spliterator(), false)
                .filter(hop -> hop.path("name").asText().equals(name))
                .map(hop -> hop.path("state").asText())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(JsonNode array, String member) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(each -> each.path(member).asText())
                .toList();
    }

    private static String awaitEvent(BufferedReader lines, String name, String containing) throws IOException {
        String event = "";
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (System.nanoTime() < deadline) {
            String line = lines.readLine();
            assertThat(line).as("the stream ended").isNotNull();
            if (line.startsWith("event:")) {
                event = line.substring("event:".length()).strip();
            }
            if (line.startsWith("data:") && event.equals(name) && line.contains(containing)) {
                return line;
            }
        }
        throw new AssertionError("No event %s with %s came".formatted(name, containing));
    }

    private static JsonNode get(RunningStack stack, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = CLIENT.send(request(stack, path).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static JsonNode change(RunningStack stack, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> response = CLIENT.send(
                request(stack, path)
                        .header("Content-Type", "application/json")
                        .header("X-Requested-With", "tickstream")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static HttpRequest.Builder request(RunningStack stack, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + stack.address(Port.CONSOLE) + path))
                .timeout(TIMEOUT);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
