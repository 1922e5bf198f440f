package io.tickstream.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickstream.contract.Identity;
import io.tickstream.localstack.companyapi.Behaviour;
import io.tickstream.localstack.junit.RunningStack;
import io.tickstream.localstack.junit.WithLocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records that the origin captured from the real API pass through the whole pipeline unharmed. */
@WithLocalStack
class CapturedRecordsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> TEXTS = List.of("name", "email", "vat", "phone", "country", "website", "image");
    private static final List<String> NESTED = List.of("addresses", "contact");

    @AfterEach
    void behave_as_usual_again(RunningStack stack) throws IOException, InterruptedException {
        stack.companyApi().behaveAsUsual();
    }

    @Test
    void captured_records_land_as_they_were_sent(RunningStack stack) throws IOException, InterruptedException {
        Path capture = Path.of(System.getProperty("tickstream.root"), "../shared/data/companies_created.csv");
        assumeTrue(Files.exists(capture), "Skipped: the captured records are not at " + capture);
        List<ObjectNode> captured = read(capture);
        stack.companyApi().behave(Behaviour.Fixed.records(captured));

        JsonNode tick = stack.tick();

        assertThat(tick.path("fetched").asInt()).isEqualTo(captured.size());
        assertThat(tick.path("rejected").asInt()).isZero();
        UUID id = Landed.id(tick);
        Map<UUID, Row> rows = new Landed(stack)
                .awaitCompanies(id, captured.size()).stream()
                        .collect(Collectors.toMap(row -> row.getUuid("id"), row -> row));
        for (int index = 0; index < captured.size(); index++) {
            ObjectNode sent = captured.get(index);
            Row row = rows.get(Identity.company(id, index));
            for (String field : TEXTS) {
                assertThat(row.getString(field))
                        .as(field)
                        .isEqualTo(sent.path(field).asText());
            }
            for (String field : NESTED) {
                assertThat(JSON.readTree(row.getString(field))).as(field).isEqualTo(sent.path(field));
            }
        }
    }

    /** What the API sent, without the six columns that the origin simulated and its own random id. */
    private static List<ObjectNode> read(Path capture) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setEscape('\\')
                .get();
        List<ObjectNode> records = new ArrayList<>();
        try (CSVParser csv = CSVParser.parse(capture, UTF_8, format)) {
            for (CSVRecord line : csv) {
                ObjectNode company = JSON.createObjectNode();
                company.put("id", records.size() + 1);
                for (String field : TEXTS) {
                    company.put(field, line.get(field));
                }
                for (String field : NESTED) {
                    company.set(field, JSON.readTree(line.get(field)));
                }
                records.add(company);
            }
        }
        return records;
    }
}
