package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.landing.Decoded.Event;
import io.tickstream.landing.Decoded.Undecodable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
    private static final Schema COMPANY = Topic.COMPANIES_CREATED.schema();

    /** {@link Events#company()} in bytes, under schema id 7. */
    private static final String GOLDEN = "0000000007"
            + "4832386333613036392d373865612d353266302d383063612d613465653862346539396634"
            + "4834383835636638312d633639302d353565332d626436632d646630386532346536343433"
            + "a080cdcaef66"
            + "0202"
            + "0a436166c3a9"
            + "00"
            + "020830313233"
            + "00"
            + "0a4368696c65"
            + "00000000"
            + "000000004088c340"
            + "54"
            + "0c52657461696c"
            + "9272"
            + "0000000080842e41"
            + "00000000006af840";

    private final Map<Integer, WriterSchema> registry = new HashMap<>(Map.of(7, new WriterSchema.Known(COMPANY)));
    private final Decoder decoder = new Decoder(Topic.COMPANIES_CREATED, this::schema);

    private WriterSchema schema(int id) {
        return registry.getOrDefault(id, new WriterSchema.Unknown());
    }

    @Test
    void reads_golden_bytes() throws InterruptedException {
        assertThat(values(decoder.decode(HexFormat.of().parseHex(GOLDEN))))
                .containsExactly(
                        UUID.fromString("28c3a069-78ea-52f0-80ca-a4ee8b4e99f4"),
                        UUID.fromString("4885cf81-c690-55e3-bd6c-df08e24e6443"),
                        Instant.parse("2026-01-02T03:04:10Z"),
                        1L,
                        "Café",
                        null,
                        "0123",
                        null,
                        "Chile",
                        null,
                        null,
                        null,
                        null,
                        10_000.5,
                        42,
                        "Retail",
                        LocalDate.parse("1990-01-01"),
                        1e6,
                        1e5);
    }

    @Test
    void reads_three_versions_of_the_schema_side_by_side() throws InterruptedException {
        Schema older = Events.changed(COMPANY, "website");
        Schema newer = Events.changed(
                COMPANY,
                "",
                "{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"items\":\"string\"}}",
                "{\"name\":\"scores\",\"type\":{\"type\":\"map\",\"values\":\"float\"}}",
                "{\"name\":\"digest\",\"type\":{\"type\":\"fixed\",\"name\":\"Digest\",\"size\":2}}");
        registry.put(8, new WriterSchema.Known(older));
        registry.put(9, new WriterSchema.Known(newer));
        byte[] first =
                Events.framed(7, Events.company().set("website", "http://a").build());
        byte[] second =
                Events.framed(8, Events.company(older).set("name", "older").build());
        byte[] third = Events.framed(
                9,
                Events.company(newer)
                        .set("name", "newer")
                        .set("tags", List.of("x", "y"))
                        .set("scores", Map.of("z", 1f))
                        .set(
                                "digest",
                                new org.apache.avro.generic.GenericData.Fixed(
                                        newer.getField("digest").schema(), new byte[] {1, 2}))
                        .build());
        int name = EventSchema.of(Topic.COMPANIES_CREATED).columns().fieldIndex("name");
        int website = EventSchema.of(Topic.COMPANIES_CREATED).columns().fieldIndex("website");
        Object[] ours = values(decoder.decode(first));
        Object[] olders = values(decoder.decode(second));
        Object[] newers = values(decoder.decode(third));
        assertThat(List.of(ours[name], ours[website])).containsExactly("Café", "http://a");
        assertThat(olders[name]).isEqualTo("older");
        assertThat(olders[website]).isNull();
        assertThat(newers[name]).isEqualTo("newer");
        assertThat(newers).hasSameSizeAs(ours);
    }

    @Test
    void reads_ticks_and_rejections_too() throws InterruptedException {
        Decoder ticks = new Decoder(Topic.TICKS, id -> new WriterSchema.Known(Topic.TICKS.schema()));
        assertThat(ticks.decode(Events.framed(1, Events.tick().build()))).isInstanceOf(Event.class);

        KafkaRecord record = new KafkaRecord(Topic.TICKS, 0, 5, Events.SLOT, null, new byte[] {9, 8});
        byte[] rejection =
                Events.framed(2, Rejections.rejection(record, new Undecodable(Reason.NOT_FRAMED, "too short", null)));
        Decoder rejections =
                new Decoder(Topic.COMPANIES_REJECTED, id -> new WriterSchema.Known(Topic.COMPANIES_REJECTED.schema()));
        int payload = EventSchema.of(Topic.COMPANIES_REJECTED).columns().fieldIndex("payload");
        assertThat(values(Topic.COMPANIES_REJECTED, rejections.decode(rejection))[payload])
                .isEqualTo(ByteBuffer.wrap(new byte[] {9, 8}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "00000000", "0100000007", "7b226964223a317d"})
    void what_is_not_framed_is_rejected(String hex) throws InterruptedException {
        assertUndecodable(decoder.decode(HexFormat.of().parseHex(hex)), Reason.NOT_FRAMED, null);
    }

    @Test
    void a_tombstone_is_rejected() throws InterruptedException {
        assertUndecodable(decoder.decode(null), Reason.NOT_FRAMED, null);
    }

    @Test
    void an_id_that_the_registry_does_not_know_is_rejected() throws InterruptedException {
        assertUndecodable(decoder.decode(WireFormat.frame(404, new byte[] {1})), Reason.UNKNOWN_SCHEMA, 404);
    }

    @Test
    void a_schema_that_cannot_be_read_as_the_topics_is_rejected() throws InterruptedException {
        registry.put(8, new WriterSchema.Known(Topic.TICKS.schema()));
        registry.put(9, new WriterSchema.Known(Events.changed(COMPANY, "sector")));
        registry.put(10, new WriterSchema.Unusable("it is JSON"));
        for (int id : new int[] {8, 9, 10}) {
            assertUndecodable(decoder.decode(WireFormat.frame(id, new byte[] {1})), Reason.INCOMPATIBLE_SCHEMA, id);
        }
    }

    @Test
    void bytes_beyond_the_event_are_rejected() throws InterruptedException {
        assertUndecodable(decoder.decode(HexFormat.of().parseHex(GOLDEN + "00")), Reason.UNDECODABLE, 7);
    }

    @Test
    void every_truncation_is_rejected() throws InterruptedException {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        for (int length = WireFormat.HEADER_LENGTH; length < golden.length; length++) {
            assertUndecodable(decoder.decode(Arrays.copyOf(golden, length)), Reason.UNDECODABLE, 7);
        }
    }

    @Test
    void a_length_beyond_the_payload_is_rejected_without_allocating_it() throws InterruptedException {
        // the first field claims to be a text of 2^31 - 1 bytes
        assertUndecodable(
                decoder.decode(HexFormat.of().parseHex("0000000007" + "feffffff0f" + "41")), Reason.UNDECODABLE, 7);
    }

    @Test
    void an_array_that_claims_more_items_than_bytes_is_rejected_at_once() throws InterruptedException, IOException {
        Schema hostile =
                Events.changed(COMPANY, "", "{\"name\":\"nothing\",\"type\":{\"type\":\"array\",\"items\":\"null\"}}");
        registry.put(8, new WriterSchema.Known(hostile));
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(Events.encode(Events.company().build()));
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(payload, null);
        encoder.writeLong(Long.MAX_VALUE);
        encoder.writeLong(0);
        assertUndecodable(decoder.decode(WireFormat.frame(8, payload.toByteArray())), Reason.UNDECODABLE, 8);
    }

    @Test
    void an_endless_descent_is_rejected() throws InterruptedException {
        Schema endless = Events.changed(
                COMPANY,
                "",
                "{\"name\":\"tree\",\"type\":{\"type\":\"record\",\"name\":\"Node\",\"fields\":["
                        + "{\"name\":\"child\",\"type\":[\"null\",\"Node\"]}]}}");
        registry.put(8, new WriterSchema.Known(endless));
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(Events.encode(Events.company().build()));
        byte[] descent = new byte[1_000_000];
        Arrays.fill(descent, (byte) 2); // the second branch, each time
        payload.writeBytes(descent);
        assertUndecodable(decoder.decode(WireFormat.frame(8, payload.toByteArray())), Reason.UNDECODABLE, 8);
    }

    /** As if the field were the only thing that is wrong. */
    @Test
    void what_is_no_event_is_not_judged_by_its_fields() throws InterruptedException {
        byte[] value = Events.framed(7, Events.company().set("id", "no UUID").build());
        assertUndecodable(decoder.decode(Arrays.copyOf(value, value.length - 1)), Reason.UNDECODABLE, 7);
    }

    @Test
    void text_that_is_not_utf8_is_rejected_rather_than_altered() throws InterruptedException {
        String broken = GOLDEN.replace("0a436166c3a9", "0a436166c328");
        assertUndecodable(decoder.decode(HexFormat.of().parseHex(broken)), Reason.UNDECODABLE, 7);
    }

    @Test
    void a_value_beyond_what_cassandra_takes_is_rejected() throws InterruptedException {
        byte[] value = Events.framed(
                7,
                Events.company()
                        .set("addresses", "x".repeat(Decoder.MAX_VALUE_BYTES))
                        .build());
        assertUndecodable(decoder.decode(value), Reason.TOO_LARGE, 7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1-1-1-1-1", "28c3a069-78ea-52f0-80ca-a4ee8b4e99fx", "28c3a06978ea52f080caa4ee8b4e99f4"})
    void a_field_that_is_no_uuid_is_rejected(String id) throws InterruptedException {
        Decoded decoded =
                decoder.decode(Events.framed(7, Events.company().set("id", id).build()));
        assertUndecodable(decoded, Reason.WRONG_TYPE, 7);
        assertThat(((Undecodable) decoded).cause()).isEqualTo("The field id is no UUID");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_800_000L})
    void a_time_that_no_reader_can_show_is_rejected(long millis) throws InterruptedException {
        GenericRecordBuilder company = Events.company().set("timestamp_column", millis);
        assertUndecodable(decoder.decode(Events.framed(7, company.build())), Reason.OUT_OF_RANGE, 7);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, Integer.MAX_VALUE})
    void a_day_that_no_reader_can_show_is_rejected(int day) throws InterruptedException {
        GenericRecordBuilder company = Events.company().set("founded_date", day);
        assertUndecodable(decoder.decode(Events.framed(7, company.build())), Reason.OUT_OF_RANGE, 7);
    }

    @Test
    void a_registry_that_is_away_fails_the_batch_and_rejects_nothing() {
        Decoder cutOff = new Decoder(Topic.COMPANIES_CREATED, id -> {
            throw new Patience.Exhausted("registry", Duration.ZERO, new Away("no answer"));
        });
        assertThatThrownBy(() -> cutOff.decode(HexFormat.of().parseHex(GOLDEN))).isInstanceOf(Patience.Exhausted.class);
    }

    /** Whatever the bytes: a row or a rejection, never an exception, and no byte of a text in the cause. */
    @Test
    void mutated_bytes_become_a_row_or_a_rejection() throws InterruptedException {
        Schema nested = Events.changed(
                COMPANY,
                "",
                "{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"items\":[\"null\",\"string\",\"bytes\"]}}",
                "{\"name\":\"tree\",\"type\":[\"null\",{\"type\":\"record\",\"name\":\"Node\",\"fields\":["
                        + "{\"name\":\"children\",\"type\":{\"type\":\"map\",\"values\":\"Node\"}},"
                        + "{\"name\":\"colour\",\"type\":{\"type\":\"enum\",\"name\":\"Colour\",\"symbols\":[\"RED\"]}},"
                        + "{\"name\":\"flag\",\"type\":\"boolean\"}]}],\"default\":null}");
        registry.put(8, new WriterSchema.Known(nested));
        List<byte[]> seeds = List.of(
                HexFormat.of().parseHex(GOLDEN),
                Events.framed(
                        8,
                        Events.company(nested)
                                .set("tags", List.of("a", "b", "c"))
                                .set("contact", "secret".repeat(20))
                                .build()));
        Random random = new Random(20_260_102);
        int rows = 0;
        int rejections = 0;
        for (int round = 0; round < 20_000; round++) {
            Decoded decoded = decoder.decode(mutated(seeds.get(round % 2), random));
            if (decoded instanceof Undecodable undecodable) {
                assertThat(undecodable.cause()).doesNotContain("secretsecret");
                rejections++;
            } else {
                rows++;
            }
        }
        assertThat(rows).isPositive();
        assertThat(rejections).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"union", "union of one", "array", "map", "string"})
    void a_schema_that_is_no_record_is_refused_and_the_next_event_is_read(String kind) throws InterruptedException {
        Schema other = Schema.createRecord(
                "Other",
                null,
                "o",
                false,
                COMPANY.getFields().stream()
                        .map(field -> new Schema.Field(field, field.schema()))
                        .toList());
        registry.put(
                8,
                new WriterSchema.Known(
                        switch (kind) {
                            case "union" -> Schema.createUnion(COMPANY, other);
                            case "array" -> Schema.createArray(COMPANY);
                            case "map" -> Schema.createMap(COMPANY);
                            case "string" -> Schema.create(Schema.Type.STRING);
                            default -> Schema.createUnion(COMPANY);
                        }));
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        byte[] value = ByteBuffer.allocate(golden.length + 1)
                .put(new byte[] {0, 0, 0, 0, 8, 0})
                .put(golden, WireFormat.HEADER_LENGTH, golden.length - WireFormat.HEADER_LENGTH)
                .array();

        assertUndecodable(decoder.decode(value), Reason.INCOMPATIBLE_SCHEMA, 8);

        assertThat(decoder.decode(golden)).isInstanceOf(Event.class);
    }

    /** A field nobody wants, of a type whose values take no bytes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 18, 30, 300})
    void records_within_records_without_end_are_refused_in_no_time(int levels)
            throws InterruptedException, IOException {
        String type = "{\"type\":\"record\",\"name\":\"R0\",\"fields\":[]}";
        for (int level = 1; level <= levels; level++) {
            type =
                    "{\"type\":\"record\",\"name\":\"R%1$d\",\"fields\":[{\"name\":\"a\",\"type\":%2$s},{\"name\":\"b\",\"type\":\"R%3$d\"}]}"
                            .formatted(level, type, level - 1);
        }
        registry.put(
                8,
                new WriterSchema.Known(Events.changed(COMPANY, "", "{\"name\":\"deep\",\"type\":%s}".formatted(type))));
        byte[] value = HexFormat.of().parseHex(GOLDEN.replaceFirst("^0000000007", "0000000008"));

        Decoded decoded = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> decoder.decode(value));

        if (levels == 1) {
            assertThat(decoded).isInstanceOf(Event.class);
        } else {
            assertUndecodable(decoded, Reason.UNDECODABLE, 8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"null\"", "{\"type\":\"record\",\"name\":\"Nothing\",\"fields\":[]}"})
    void items_without_bytes_are_refused_in_no_time(String items) throws IOException {
        registry.put(
                8,
                new WriterSchema.Known(Events.changed(
                        COMPANY,
                        "",
                        "{\"name\":\"many\",\"type\":{\"type\":\"array\",\"items\":%s}}".formatted(items))));
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.writeBytes(HexFormat.of().parseHex(GOLDEN.replaceFirst("^0000000007", "0000000008")));
        BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(value, null);
        out.writeLong(1L << 31);
        out.writeLong(0);
        out.flush();

        assertUndecodable(
                assertTimeoutPreemptively(Duration.ofSeconds(10), () -> decoder.decode(value.toByteArray())),
                Reason.UNDECODABLE,
                8);
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] value = seed.clone();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(WireFormat.HEADER_LENGTH, value.length);
            switch (random.nextInt(3)) {
                case 0 -> value[at] = (byte) random.nextInt();
                case 1 -> value[at] ^= (byte) (1 << random.nextInt(8));
                default -> Arrays.fill(value, at, Math.min(value.length, at + 5), (byte) 0xff);
            }
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(value, random.nextInt(value.length + 8)) : value;
    }

    private static Object[] values(Decoded decoded) {
        return values(Topic.COMPANIES_CREATED, decoded);
    }

    private static Object[] values(Topic topic, Decoded decoded) {
        assertThat(decoded).isInstanceOf(Event.class);
        return Values.of(
                EventSchema.of(topic).columns(), ((Event) decoded).cells().values());
    }

    private static void assertUndecodable(Decoded decoded, Reason reason, Integer schemaId) {
        assertThat(decoded).isInstanceOf(Undecodable.class);
        Undecodable undecodable = (Undecodable) decoded;
        assertThat(undecodable.reason()).as(undecodable.cause()).isEqualTo(reason);
        assertThat(undecodable.schemaId()).isEqualTo(schemaId);
        assertThat(undecodable.cause()).isNotBlank();
    }
}
