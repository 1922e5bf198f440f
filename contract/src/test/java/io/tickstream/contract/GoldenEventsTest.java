package io.tickstream.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.avro.CompanyEvent;
import io.tickstream.contract.avro.Rejection;
import io.tickstream.contract.avro.TickReceipt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/**
 * Events as the first version wrote them, made by hand after Avro's specification and not by its library. They lie in
 * people's topics, so that they must stay readable. When a schema gets a field, the old one becomes the
 * writer's schema of these bytes, and a new golden event is added beside them.
 */
class GoldenEventsTest {
    private static final UUID TICK = UUID.fromString("7e01ab45-fe92-5a6d-9d1d-3a80f3ac0f01");
    private static final UUID ID = UUID.fromString("0b1c9f5e-30a1-5b7c-8a55-1f0e5d2c3b4a");
    private static final Instant SLOT = Instant.parse("2026-11-22T12:00:10Z");

    @Test
    void a_company_of_the_first_version_can_be_read() throws IOException {
        CompanyEvent company = read("company-1", CompanyEvent.class);

        assertThat(company.getTickId()).isEqualTo(TICK);
        assertThat(company.getId()).isEqualTo(ID);
        assertThat(company.getTimestampColumn()).isEqualTo(SLOT);
        assertThat(company.getSourceId()).isEqualTo(3);
        assertThat(company.getName()).hasToString("Dürr & Söhne");
        assertThat(company.getVat()).hasToString("0012345678");
        assertThat(company.getPhone()).isNull();
        assertThat(company.getCountry()).hasToString("Åland Islands");
        assertThat(company.getAddresses()).hasToString("[{\"id\":0,\"zipcode\":\"01067\",\"latitude\":51.05}]");
        assertThat(company.getContact()).hasToString("{\"firstname\":\"Ada\"}");
        assertThat(company.getRevenue()).isEqualTo(723_659.45);
        assertThat(company.getNumberOfEmployees()).isEqualTo(3434);
        assertThat(company.getSector()).hasToString("Agriculture");
        assertThat(company.getFoundedDate()).isEqualTo(LocalDate.of(1990, 3, 24));
        assertThat(company.getValuation()).isEqualTo(4_990_799.81);
        assertThat(company.getInvestmentReceived()).isEqualTo(240_443.97);
        assertThat(written(company)).isEqualTo(golden("company-1"));
    }

    @Test
    void a_receipt_of_the_first_version_can_be_read() throws IOException {
        TickReceipt receipt = read("tick-1", TickReceipt.class);

        assertThat(receipt.getId()).isEqualTo(TICK);
        assertThat(receipt.getSlot()).isEqualTo(SLOT);
        assertThat(receipt.getOutcome()).hasToString("source_unavailable");
        assertThat(receipt.getSourceStatus()).isEqualTo(503);
        assertThat(receipt.getStartedAt()).isEqualTo(SLOT.plusMillis(13));
        assertThat(receipt.getFinishedAt()).isEqualTo(SLOT.plusMillis(1250));
        assertThat(receipt.getFetchMs()).isEqualTo(1200);
        assertThat(receipt.getEventId()).isNull();
        assertThat(written(receipt)).isEqualTo(golden("tick-1"));
    }

    @Test
    void a_rejection_of_the_first_version_can_be_read() throws IOException {
        Rejection rejection = read("rejection-1", Rejection.class);

        assertThat(rejection.getId()).isEqualTo(ID);
        assertThat(rejection.getStage()).hasToString("landing");
        assertThat(rejection.getTickId()).isNull();
        assertThat(rejection.getKafkaTopic()).hasToString("companies_created");
        assertThat(rejection.getKafkaPartition()).isEqualTo(3);
        assertThat(rejection.getKafkaOffset()).isEqualTo(42);
        assertThat(rejection.getPayload()).isEqualTo(ByteBuffer.wrap("{\"a\":1}".getBytes(UTF_8)));
        assertThat(rejection.getPayloadSize()).isEqualTo(7);
        assertThat(written(rejection)).isEqualTo(golden("rejection-1"));
    }

    private static <T extends SpecificRecord> T read(String name, Class<T> type) throws IOException {
        return new SpecificDatumReader<>(type).read(null, DecoderFactory.get().binaryDecoder(golden(name), null));
    }

    private static <T extends SpecificRecord> byte[] written(T event) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<T>(event.getSchema()).write(event, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream hex = GoldenEventsTest.class.getResourceAsStream("/golden/" + name + ".hex")) {
            return HexFormat.of().parseHex(new String(hex.readAllBytes(), US_ASCII).replace("\n", ""));
        }
    }
}
