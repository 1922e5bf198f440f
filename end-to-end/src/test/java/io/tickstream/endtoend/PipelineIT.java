package io.tickstream.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tickstream.contract.Identity;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import io.tickstream.localstack.server.Port;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Source, function, Kafka, Spark, Cassandra: what goes in comes out. */
@WithLocalStack
class PipelineIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PERIOD = Duration.ofSeconds(10);

    @Test
    void every_field_that_the_source_sends_lands_in_its_column(RunningStack stack)
            throws IOException, InterruptedException {
        JsonNode receipt = stack.tick();
        UUID tick = Landed.id(receipt);

        List<Row> rows =
                new Landed(stack).awaitCompanies(tick, receipt.path("fetched").asInt());

        Map<UUID, Row> byId = rows.stream().collect(Collectors.toMap(row -> row.getUuid("id"), row -> row));
        JsonNode served = askSource(stack, Identity.seed(tick), rows.size());
        assertThat(served).hasSize(rows.size());
        for (int index = 0; index < served.size(); index++) {
            JsonNode company = served.get(index);
            Row row = byId.get(Identity.company(tick, index));
            assertThat(row.getLong("source_id")).isEqualTo(company.path("id").asLong());
            for (String field : List.of("name", "email", "vat", "phone", "country", "website", "image")) {
                assertThat(row.getString(field))
                        .as(field)
                        .isEqualTo(company.path(field).asText());
            }
            assertThat(JSON.readTree(row.getString("addresses"))).isEqualTo(company.path("addresses"));
            assertThat(JSON.readTree(row.getString("contact"))).isEqualTo(company.path("contact"));
            assertThat(row.getInstant("timestamp_column")).isEqualTo(Landed.slot(receipt));
            assertThat(row.getDouble("revenue")).isBetween(10_000.0, 1_000_000.0);
            assertThat(row.getInt("number_of_employees")).isBetween(1, 5_000);
            assertThat(row.getDouble("valuation")).isBetween(1_000_000.0, 10_000_000.0);
            assertThat(row.getDouble("investment_received")).isBetween(100_000.0, 5_000_000.0);
            assertThat(row.getLocalDate("founded_date")).isBetween("1970-01-01", "1999-12-31");
            assertThat(row.getString("sector")).isIn("Agriculture", "Finance", "Healthcare", "Retail", "Technology");
        }
    }

    @Test
    void the_receipt_lands_in_the_ledger_and_its_sums_agree(RunningStack stack)
            throws IOException, InterruptedException {
        JsonNode receipt = stack.tick();
        Landed landed = new Landed(stack);

        Row row = landed.awaitReceipt(Landed.id(receipt), Landed.slot(receipt));

        assertThat(row.getString("outcome")).isEqualTo("delivered");
        assertThat(row.getString("trigger")).isEqualTo("manual");
        assertThat(row.getString("source")).isEqualTo("fakerapi");
        assertThat(row.getInt("source_status")).isEqualTo(200);
        assertThat(row.getInt("fetched")).isEqualTo(10);
        assertThat(row.getInt("fetched")).isEqualTo(row.getInt("published") + row.getInt("rejected"));
        assertThat(row.getInstant("finished_at")).isAfterOrEqualTo(row.getInstant("started_at"));
        landed.awaitCompanies(Landed.id(receipt), row.getInt("published"));
    }

    @Test
    void a_request_that_is_repeated_is_the_same_tick_also_after_the_next_mark_of_the_clock(RunningStack stack)
            throws IOException, InterruptedException {
        JsonNode first = stack.tick("repeated");
        Instant next = Landed.slot(first).plus(PERIOD);
        Landed.patiently().until(() -> Instant.now().isAfter(next));

        JsonNode again = stack.tick("repeated");

        assertThat(again.path("id")).isEqualTo(first.path("id"));
        assertThat(again.path("slot")).isEqualTo(first.path("slot"));
        Landed landed = new Landed(stack);
        landed.awaitCompanies(Landed.id(first), 10);
        landed.awaitReceipt(Landed.id(first), Landed.slot(first));
        assertThat(landed.receiptsSince(Landed.slot(first)))
                .filteredOn(row -> Landed.id(first).equals(row.getUuid("id")))
                .hasSize(1);
    }

    /** A tick is a pure function of source and slot: nothing but the clock is needed to know its id. */
    @Test
    void the_schedule_ticks_at_the_marks_of_the_clock(RunningStack stack) throws IOException, InterruptedException {
        Landed landed = new Landed(stack);
        stack.down("function");
        Instant begun = Instant.now();
        stack.upTicking((int) PERIOD.toSeconds());
        try {
            Landed.patiently().until(() -> delivered(landed, begun).size() >= 2);
        } finally {
            stack.down("function");
            stack.up("function");
        }

        assertThat(delivered(landed, begun)).allSatisfy(tick -> {
            Instant slot = tick.getInstant("slot");
            assertThat(slot).isEqualTo(Identity.slot(slot, PERIOD));
            assertThat(tick.getUuid("id")).isEqualTo(Identity.tick("fakerapi", slot));
            landed.awaitCompanies(tick.getUuid("id"), 10);
        });
        // whatever became of them, no mark between the first and the last is without its tick
        List<Instant> slots = scheduled(landed, begun).stream()
                .map(row -> row.getInstant("slot"))
                .toList();
        assertThat(slots)
                .isEqualTo(Stream.iterate(slots.get(0), slot -> slot.plus(PERIOD))
                        .limit(slots.size())
                        .toList());
    }

    private static List<Row> scheduled(Landed landed, Instant since) {
        return landed.receiptsSince(since).stream()
                .filter(row -> "schedule".equals(row.getString("trigger")))
                .toList();
    }

    private static List<Row> delivered(Landed landed, Instant since) {
        return scheduled(landed, since).stream()
                .filter(row -> "delivered".equals(row.getString("outcome")))
                .toList();
    }

    private static JsonNode askSource(RunningStack stack, int seed, int quantity)
            throws IOException, InterruptedException {
        URI url = URI.create("http://%s/api/v2/companies?_quantity=%d&_seed=%d"
                .formatted(stack.address(Port.COMPANY_API), quantity, seed));
        return JSON.readTree(HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()
                        .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .path("data");
    }
}
