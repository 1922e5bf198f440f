package io.tickstream.ingest.trigger;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.tickstream.ingest.trigger.RefusedEvent.Reason;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:10.050Z");
    private static final String PING_SOURCE = "/apis/v1/namespaces/tickstream/pingsources/every-ten-seconds";

    private final EventReader reader = new EventReader(Clock.fixed(NOW, ZoneOffset.UTC));

    /** As the cloud events SDK writes them, which has never seen our reader. */
    static Stream<CloudEvent> events() {
        CloudEvent ping = CloudEventBuilder.v1()
                .withId("4d6a7b1c-0d1f-4c0a-9d2e-2f8f5f4f3c10")
                .withSource(URI.create(PING_SOURCE))
                .withType(TriggerEvent.PING)
                .withTime(NOW.atOffset(ZoneOffset.ofHours(5)))
                .build();
        return Stream.of(
                ping,
                CloudEventBuilder.v1(ping)
                        .withData("application/json", "{\"message\":\"tick\"}".getBytes(UTF_8))
                        .build(),
                CloudEventBuilder.v1(ping)
                        .withData("text/plain", "tick".getBytes(UTF_8))
                        .withExtension("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                        .withSubject("clock")
                        .build(),
                CloudEventBuilder.v1(ping).withType("com.example.asked").build());
    }

    @ParameterizedTest
    @MethodSource("events")
    void reads_what_the_sdk_sends_in_binary_mode(CloudEvent event) throws RefusedEvent {
        Map<String, List<String>> headers = headers();
        HttpMessageFactory.createWriter(
                        (name, value) -> headers.computeIfAbsent(name, first -> new ArrayList<>())
                                .add(value),
                        body -> {})
                .writeBinary(event);

        assertIs(read(headers, new byte[0]), event);
    }

    @ParameterizedTest
    @MethodSource("events")
    void reads_what_the_sdk_sends_in_structured_mode(CloudEvent event) throws RefusedEvent {
        byte[] body = EventFormatProvider.getInstance()
                .resolveFormat(JsonFormat.CONTENT_TYPE)
                .serialize(event);

        assertIs(read(structured(), body), event);
    }

    @Test
    void reads_an_event_that_names_no_time() throws RefusedEvent {
        Map<String, List<String>> headers = ping();
        headers.remove("ce-time");

        assertThat(read(headers, new byte[0]).time()).isEmpty();
    }

    @Test
    void takes_an_event_that_is_a_day_late_and_one_whose_clock_is_ahead() throws RefusedEvent {
        for (Duration off : List.of(Duration.ofDays(-1), EventReader.LATE.negated(), EventReader.AHEAD)) {
            assertThat(read(pingAt(NOW.plus(off).toString()), new byte[0]).time())
                    .contains(NOW.plus(off));
        }
    }

    @Test
    void refuses_a_time_that_no_slot_of_now_can_have() {
        assertThat(refusal(pingAt(NOW.plus(EventReader.AHEAD).plusMillis(1).toString()), ""))
                .hasMessageContaining("1 h ahead")
                .extracting(RefusedEvent::reason)
                .isEqualTo(Reason.TIME);
        assertThat(refusal(pingAt(NOW.minus(EventReader.LATE).minusMillis(1).toString()), ""))
                .hasMessageContaining("7 days behind")
                .extracting(RefusedEvent::reason)
                .isEqualTo(Reason.TIME);
        assertThat(refusal(pingAt("+999999999-12-31T23:59:59Z"), "").reason()).isEqualTo(Reason.TIME);
    }

    @ParameterizedTest
    @ValueSource(strings = {"now", "2026-11-22", "2026-11-22T12:00:10", "2026-02-30T12:00:10Z", "1795348810", "%00"})
    void refuses_a_time_that_is_none(String time) {
        RefusedEvent refusal = refusal(pingAt(time), "");
        assertThat(refusal.reason()).isEqualTo(Reason.ATTRIBUTE);
        assertThat(refusal).hasMessageStartingWith("time is '").hasMessageContaining("RFC 3339");
    }

    @ParameterizedTest
    @ValueSource(strings = {"specversion", "type", "source", "id"})
    void names_the_attribute_that_is_missing_or_empty_or_there_twice(String attribute) {
        Map<String, List<String>> missing = ping();
        missing.remove("ce-" + attribute);
        RefusedEvent refusal = refusal(missing, "");
        assertThat(refusal.reason())
                .isEqualTo(attribute.equals("specversion") ? Reason.NO_EVENT : Reason.ATTRIBUTE_MISSING);
        assertThat(refusal).hasMessageContaining(attribute);

        assertThat(refusal(with("ce-" + attribute, ""), ""))
                .hasMessage(attribute + " is empty; it must have a character or more");
        assertThat(refusal(with("ce-" + attribute, "1.0", "1.0"), ""))
                .hasMessage("The header ce-" + attribute + " stands there twice; send one");
        assertThat(refusal(
                        structured(),
                        "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"s\",\"id\":\"i\"}"
                                .replace("\"" + attribute + "\":", "\"other\":")))
                .hasMessageContaining(attribute + " is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "ce-specversion, 0.3, only events of 1.0",
        "ce-source, http://[, source is no URI reference",
        "ce-source, two words, source is no URI reference",
        "ce-id, a%00b, control character",
        "ce-id, %FF, no UTF-8",
        "ce-id, Zoë, printable ASCII",
        "ce-type, a%7F, control character"
    })
    void says_what_is_wrong_with_an_attribute(String header, String value, String what) {
        RefusedEvent refusal = refusal(with(header, value), "");
        assertThat(refusal.reason()).isEqualTo(Reason.ATTRIBUTE);
        assertThat(refusal).hasMessageContaining(what);
    }

    @Test
    void refuses_an_attribute_without_end() {
        assertThat(refusal(with("ce-id", "x".repeat(EventReader.MAX_LENGTH + 1)), ""))
                .hasMessageContaining("id has 513 characters; at most 512 are taken");
    }

    @Test
    void decodes_what_is_written_with_percent_signs_and_leaves_single_ones() throws RefusedEvent {
        assertThat(read(with("ce-id", "Zo%C3%ab 100% %zz"), new byte[0]).id()).isEqualTo("Zoë 100% %zz");
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("", Reason.JSON, "no JSON"),
                Arguments.of("{\"id\":", Reason.JSON, "no JSON that can be read"),
                Arguments.of("[]", Reason.JSON, "no JSON object"),
                Arguments.of("null", Reason.JSON, "no JSON object"),
                Arguments.of("{} {}", Reason.JSON, "no JSON that can be read"),
                Arguments.of("{\"id\":\"a\",\"id\":\"b\"}", Reason.JSON, "Duplicate"),
                Arguments.of("[".repeat(5000), Reason.JSON, "no JSON that can be read"),
                Arguments.of("{\"specversion\":1.0}", Reason.ATTRIBUTE, "specversion is of JSON's type number"),
                Arguments.of("{\"specversion\":null}", Reason.ATTRIBUTE_MISSING, "specversion is missing"),
                Arguments.of(
                        "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"s\",\"id\":\"\\ud800\"}",
                        Reason.ATTRIBUTE,
                        "half a surrogate pair"),
                Arguments.of(
                        "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"s\",\"id\":{}}",
                        Reason.ATTRIBUTE,
                        "id is of JSON's type object"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void says_what_is_wrong_with_a_body(String body, Reason reason, String what) {
        RefusedEvent refusal = refusal(structured(), body);
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessageContaining(what);
    }

    @Test
    void takes_json_in_utf_8_only() {
        byte[] utf16 = "{\"specversion\":\"1.0\"}".getBytes(UTF_16);
        assertThat(catchThrowableOfType(RefusedEvent.class, () -> read(structured(), utf16)))
                .hasMessageContaining("no UTF-8");
        assertThat(refusal(contentType("application/cloudevents+json; charset=utf-16"), "{}")
                        .reason())
                .isEqualTo(Reason.FORMAT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents-batch+json",
                "application/cloudevents+avro",
                "application/cloudevents+xml; charset=utf-8",
                "application/cloudevents"
            })
    void refuses_batches_and_other_formats(String contentType) {
        assertThat(refusal(contentType(contentType), "[]").reason()).isEqualTo(Reason.FORMAT);
        assertThat(refusal(contentType(contentType), "[]").problem().status()).isEqualTo(415);
    }

    @Test
    void says_what_an_event_is_to_who_sends_none() {
        assertThat(refusal(headers(), "").reason()).isEqualTo(Reason.NO_EVENT);
        assertThat(refusal(contentType("application/json"), "{}")).hasMessageContaining("ce-specversion");
    }

    private static void assertIs(TriggerEvent read, CloudEvent sent) {
        assertThat(read.id()).isEqualTo(sent.getId());
        assertThat(read.source()).isEqualTo(sent.getSource().toString());
        assertThat(read.type()).isEqualTo(sent.getType());
        assertThat(read.time()).contains(sent.getTime().toInstant());
    }

    private static Map<String, List<String>> headers() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    private static Map<String, List<String>> contentType(String value) {
        Map<String, List<String>> headers = headers();
        headers.put("Content-Type", List.of(value));
        return headers;
    }

    private static Map<String, List<String>> structured() {
        return contentType("Application/CloudEvents+JSON; charset=\"UTF-8\"".toLowerCase(Locale.ROOT));
    }

    private static Map<String, List<String>> ping() {
        Map<String, List<String>> headers = headers();
        headers.put("ce-specversion", List.of("1.0"));
        headers.put("ce-type", List.of(TriggerEvent.PING));
        headers.put("ce-source", List.of(PING_SOURCE));
        headers.put("ce-id", List.of("1"));
        headers.put("ce-time", List.of(NOW.toString()));
        return headers;
    }

    private static Map<String, List<String>> pingAt(String time) {
        return with("ce-time", time);
    }

    private static Map<String, List<String>> with(String header, String... values) {
        Map<String, List<String>> headers = ping();
        headers.put(header, List.of(values));
        return headers;
    }

    private RefusedEvent refusal(Map<String, List<String>> headers, String body) {
        RefusedEvent refusal = catchThrowableOfType(RefusedEvent.class, () -> read(headers, body.getBytes(UTF_8)));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    private TriggerEvent read(Map<String, List<String>> headers, byte[] body) throws RefusedEvent {
        return reader.read(name -> headers.getOrDefault(name, List.of()), body);
    }
}
