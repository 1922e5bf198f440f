package io.tickstream.landing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import io.tickstream.landing.Decoded.Undecodable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class RejectionsTest {
    private static final Undecodable UNDECODABLE = new Undecodable(Reason.UNDECODABLE, "the payload ends early", 7);

    @Test
    void a_rejection_is_the_same_each_time_its_record_is_read() {
        byte[] value = {0, 0, 0, 0, 7, 1};
        GenericRecord rejection =
                Rejections.rejection(record(Events.TICK.toString().getBytes(UTF_8), value), UNDECODABLE);
        assertThat(rejection)
                .isEqualTo(Rejections.rejection(record(Events.TICK.toString().getBytes(UTF_8), value), UNDECODABLE));
        assertThat(rejection.get("id"))
                .isEqualTo(
                        Identity.rejectionAtLanding("companies_created", 2, 41).toString());
        assertThat(rejection.get("at")).isEqualTo(Events.SLOT.toEpochMilli());
        assertThat(rejection.get("stage")).isEqualTo("landing");
        assertThat(rejection.get("reason")).isEqualTo("undecodable");
        assertThat(rejection.get("cause")).isEqualTo("the payload ends early");
        assertThat(rejection.get("tick_id")).isEqualTo(Events.TICK.toString());
        assertThat(rejection.get("kafka_topic")).isEqualTo("companies_created");
        assertThat(rejection.get("kafka_partition")).isEqualTo(2);
        assertThat(rejection.get("kafka_offset")).isEqualTo(41L);
        assertThat(rejection.get("schema_id")).isEqualTo(7);
        assertThat(rejection.get("payload")).isEqualTo(ByteBuffer.wrap(value));
        assertThat(rejection.get("payload_size")).isEqualTo(6L);
    }

    @Test
    void a_key_that_names_no_tick_leaves_the_tick_open() {
        assertThat(Rejections.rejection(record(null, new byte[0]), UNDECODABLE).get("tick_id"))
                .isNull();
        assertThat(Rejections.rejection(record(new byte[] {(byte) 0xff}, new byte[0]), UNDECODABLE)
                        .get("tick_id"))
                .isNull();
    }

    @Test
    void a_tombstone_has_an_empty_payload() {
        GenericRecord rejection = Rejections.rejection(record(null, null), UNDECODABLE);
        assertThat(rejection.get("payload")).isEqualTo(ByteBuffer.allocate(0));
        assertThat(rejection.get("payload_size")).isEqualTo(0L);
    }

    @Test
    void a_long_payload_is_cut_off_and_its_size_kept() {
        GenericRecord rejection =
                Rejections.rejection(record(null, new byte[Rejections.MAX_PAYLOAD_BYTES + 1]), UNDECODABLE);
        assertThat(((ByteBuffer) rejection.get("payload")).remaining()).isEqualTo(Rejections.MAX_PAYLOAD_BYTES);
        assertThat(rejection.get("payload_size")).isEqualTo(Rejections.MAX_PAYLOAD_BYTES + 1L);
    }

    @Test
    void a_long_cause_is_cut_off() {
        GenericRecord rejection = Rejections.rejection(
                record(null, null), new Undecodable(Reason.INCOMPATIBLE_SCHEMA, "x".repeat(5_000), 7));
        assertThat(rejection.get("cause").toString()).hasSize(Rejections.MAX_CAUSE_LENGTH);
    }

    /** A rejection must never be rejected itself. */
    @Test
    void a_record_with_an_absurd_time_still_makes_a_row() {
        KafkaRecord record =
                new KafkaRecord(Topic.COMPANIES_REJECTED, 0, 0, Instant.ofEpochMilli(Long.MAX_VALUE), null, null);
        assertThat(LandedTable.REJECTED.values(Rejections.cells(record, UNDECODABLE)))
                .isNotEmpty();
    }

    @Test
    void the_producer_waits_for_all_replicas_whatever_else_is_set() {
        assertThat(Rejections.producerSettings(Map.of(
                        "bootstrap.servers", "127.0.0.1:9092",
                        "acks", "1",
                        "fetch.max.wait.ms", "20",
                        "security.protocol", "SSL")))
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("security.protocol", "SSL")
                .doesNotContainKey("fetch.max.wait.ms");
    }

    private static KafkaRecord record(byte[] key, byte[] value) {
        return new KafkaRecord(Topic.COMPANIES_CREATED, 2, 41, Events.SLOT, key, value);
    }
}
