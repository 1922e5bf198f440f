package io.tickstream.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickstream.contract.Identity;
import io.tickstream.contract.avro.CompanyEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class CorrectionTest {
    private static final Instant SLOT = Instant.parse("2026-01-02T03:04:10Z");
    private static final UUID TICK = Identity.tick("fakerapi", SLOT);
    private static final String COMPANY =
            """
            "name": "Café", "country": "Chile", "revenue": 1, "number_of_employees": 42, "sector": "Retail",
            "founded_date": "1990-01-01", "valuation": 1e6, "investment_received": 100000.5, "source_id": 3,
            "email": null
            """;

    @Test
    void a_company_gets_the_identity_of_the_letter_from_the_source() throws IOException {
        Correction correction = Correction.of("{" + COMPANY + "}", atSource(7));

        assertThat(correction.tick()).isEqualTo(TICK);
        assertThat(correction.id()).isEqualTo(Identity.company(TICK, 7));
        GenericRecord company = decode(correction.payload());
        assertThat(company.get("id")).hasToString(Identity.company(TICK, 7).toString());
        assertThat(company.get("timestamp_column")).isEqualTo(SLOT.toEpochMilli());
        assertThat(company.get("name")).hasToString("Café");
        assertThat(company.get("revenue")).isEqualTo(1.0);
        assertThat(company.get("source_id")).isEqualTo(3L);
        assertThat(company.get("founded_date")).isEqualTo(7305);
        assertThat(company.get("email")).isNull();
        assertThat(company.get("phone")).isNull();
    }

    @Test
    void every_problem_is_named_at_once() {
        assertThatThrownBy(() -> Correction.of(
                                "{\"colour\": 1, \"revenue\": \"much\", \"number_of_employees\": 1.5, \"founded_date\": \"1990\"}",
                                atSource(7))
                        .payload())
                .isInstanceOf(NotPutBack.class)
                .hasMessageContainingAll(
                        "colour is no field",
                        "revenue cannot be \"much\"",
                        "number_of_employees cannot be 1.5",
                        "founded_date cannot be \"1990\"",
                        "name is missing");
    }

    @Test
    void another_identity_than_the_letters_is_refused() {
        assertThatThrownBy(() -> Correction.of("{\"tick_id\": \"%s\"}".formatted(UUID.randomUUID()), atSource(7)))
                .isInstanceOf(NotPutBack.class)
                .hasMessageContaining("Leave it out");
    }

    @Test
    void a_whole_answer_cannot_be_corrected_by_one_company() {
        assertThatThrownBy(() -> Correction.of("{}", atSource(-1)))
                .isInstanceOf(NotPutBack.class)
                .hasMessageContaining("Repeat its tick");
    }

    @Test
    void a_letter_from_kafka_takes_the_identity_that_the_correction_gives() {
        DeadLetter letter = letter("landing", UUID.randomUUID(), TICK, "companies_created", "x");
        assertThatThrownBy(() -> Correction.of("{" + COMPANY + "}", letter).id())
                .isInstanceOf(NotPutBack.class)
                .hasMessageContaining("id must be a UUID");
        UUID id = Identity.company(TICK, 1);
        assertThat(Correction.of("{\"id\": \"%s\"}".formatted(id), letter).id()).isEqualTo(id);
        assertThatThrownBy(() -> Correction.of("{}", letter("landing", id, TICK, "ticks", "x")))
                .hasMessageContaining("only companies");
    }

    @Test
    void bytes_are_shown_as_text_where_they_are_and_else_in_hexadecimal() {
        assertThat(letter("landing", TICK, TICK, "ticks", "{\"name\": \"Café\"}")
                        .content())
                .isEqualTo("{\"name\": \"Café\"}");
        assertThat(letter("landing", TICK, TICK, "ticks", "\u0000\u001b[31mred").content())
                .startsWith("00000000  00 1b 5b 33 31 6d 72 65 64 ")
                .contains("..[31mred");
    }

    private static DeadLetter atSource(int index) {
        return letter("source", Identity.rejectionAtSource(TICK, index), TICK, null, "{}");
    }

    private static DeadLetter letter(String stage, UUID id, UUID tick, String topic, String payload) {
        byte[] bytes = payload.getBytes(UTF_8);
        return new DeadLetter(
                id,
                SLOT,
                stage,
                "wrong_type",
                "",
                tick,
                "http://source/",
                topic,
                0,
                5,
                null,
                ByteBuffer.wrap(bytes),
                bytes.length);
    }

    private static GenericRecord decode(byte[] payload) throws IOException {
        return new GenericDatumReader<GenericRecord>(CompanyEvent.getClassSchema())
                .read(null, DecoderFactory.get().binaryDecoder(payload, null));
    }
}
