package io.tickstream.ingest.trigger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tickstream.fuzz.Draw;
import io.tickstream.fuzz.RawHttp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A request as a sender of CloudEvents makes it, right or not.
 *
 * @param headers names and values, a name perhaps twice
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one case and is never compared
record DrawnEvent(List<Map.Entry<String, String>> headers, byte[] body) {
    /** Right in every attribute. */
    static Map<String, String> attributes(Draw draw, Instant now) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("type", draw.once(4) ? draw.word() : TriggerEvent.PING);
        attributes.put(
                "source",
                draw.of(
                        "/clock",
                        "/apis/v1/namespaces/a/pingsources/b",
                        "urn:x:" + draw.word(),
                        "https://a.example/?b=%20#c"));
        attributes.put("id", draw.word() + draw.of("", "é", " ", "%", "🏭", "%zz"));
        attributes.put(
                "time", now.plusMillis(draw.between(-7 * 86_000_000, 3_500_000)).toString());
        return attributes;
    }

    static DrawnEvent of(Draw draw, Instant now) {
        Map<String, String> attributes = attributes(draw, now);
        for (int i = draw.below(3); i > 0; i--) {
            spoil(draw, attributes, now);
        }
        DrawnEvent event = draw.once(2) ? binary(attributes) : structured(attributes);
        List<Map.Entry<String, String>> headers = new ArrayList<>(event.headers());
        byte[] body = event.body();
        switch (draw.below(12)) {
            case 0 -> body = draw.damaged(body);
            case 1 -> headers.add(Map.entry("ce-" + draw.of("id", "time", "type", draw.word()), draw.text()));
            case 2 -> headers.set(draw.below(headers.size()), Map.entry("Content-Type", contentType(draw)));
            case 3 -> headers.remove(draw.below(headers.size()));
            case 4 -> body = draw.bytes(300);
            default -> {
                // as it is
            }
        }
        return new DrawnEvent(headers, body);
    }

    private static void spoil(Draw draw, Map<String, String> attributes, Instant now) {
        String name = draw.of(List.copyOf(attributes.keySet()));
        switch (draw.below(5)) {
            case 0 -> attributes.remove(draw.of("specversion", "type", "source", "id", "time"));
            case 1 -> attributes.put(name, draw.text());
            case 2 -> attributes.put(name, draw.damaged(attributes.get(name)));
            case 3 -> attributes.put("time", time(draw, now));
            default -> attributes.put(draw.word(), draw.text());
        }
    }

    private static String time(Draw draw, Instant now) {
        return switch (draw.below(4)) {
            case 0 -> now.plus(Duration.ofHours(draw.between(-2000, 2000))).toString();
            case 1 ->
                Instant.ofEpochMilli(Math.floorMod(draw.edge(), 253_402_300_799_999L))
                        .toString();
            case 2 ->
                draw.of(
                        "+999999999-12-31T23:59:59Z",
                        "-999999999-01-01T00:00:00Z",
                        "2026-01-31T12:00:60Z",
                        "2026-01-31T12:00:00+18:01",
                        "2026-01-31",
                        "now",
                        "2026-01-31t12:00:00z",
                        "2026-W05-6");
            default -> draw.damaged(now.toString());
        };
    }

    private static String contentType(Draw draw) {
        return draw.of(
                "application/cloudevents+json; charset=utf-8",
                "application/cloudevents+json;charset=\"UTF-8\"",
                "application/cloudevents+json; charset=utf-16",
                "application/cloudevents-batch+json",
                "application/cloudevents+xml",
                "APPLICATION/CLOUDEVENTS+JSON",
                "application/cloudevents",
                "text/plain",
                ";",
                draw.text());
    }

    /** Attributes in headers. */
    static DrawnEvent binary(Map<String, String> attributes) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(List.of(Map.entry("Content-Type", "text/plain")));
        attributes.forEach((name, value) -> headers.add(Map.entry("ce-" + name, encoded(value))));
        return new DrawnEvent(headers, new byte[] {'x'});
    }

    /** Attributes in a body. */
    static DrawnEvent structured(Map<String, String> attributes) {
        StringBuilder json = new StringBuilder();
        attributes.forEach((name, value) -> json.append(json.isEmpty() ? "{" : ",")
                .append('"')
                .append(JsonStringEncoder.getInstance().quoteAsString(name))
                .append("\":\"")
                .append(JsonStringEncoder.getInstance().quoteAsString(value))
                .append('"'));
        return new DrawnEvent(
                List.of(Map.entry("Content-Type", "application/cloudevents+json")),
                json.append(json.isEmpty() ? "{}" : "}").toString().getBytes(UTF_8));
    }

    /** As the protocol's binding has it: what is not printable, and what would be taken for an escape. */
    private static String encoded(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : value.getBytes(UTF_8)) {
            boolean plain = each > ' ' && each < 0x7f && each != '%' && each != '"';
            encoded.append(plain ? String.valueOf((char) each) : "%%%02X".formatted(each & 0xff));
        }
        return encoded.toString();
    }

    /** The same headers in another order and another case. */
    DrawnEvent reordered(Draw draw) {
        List<Map.Entry<String, String>> others = new ArrayList<>();
        headers.forEach(header -> others.add(Map.entry(
                draw.once(2) ? header.getKey().toUpperCase(Locale.ROOT) : header.getKey(), header.getValue())));
        Collections.shuffle(others, new Random(draw.bits()));
        return new DrawnEvent(others, body);
    }

    EventReader.Headers asHeaders() {
        return name -> headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Whether HTTP can carry it so that it arrives as it was sent. */
    boolean isHttp() {
        return headers.stream()
                .allMatch(header -> header.getKey().matches("[A-Za-z0-9-]+")
                        && header.getValue().matches("|[!-~]|[!-~][ -~]*[!-~]"));
    }

    /** The request's bytes, each as one character. */
    String request() {
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        headers.forEach(header -> head.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append("\r\n"));
        return RawHttp.request(new String(head.toString().getBytes(UTF_8), ISO_8859_1), body);
    }

    @Override
    public String toString() {
        return headers + "\n" + new String(body, UTF_8) + "\n" + Arrays.toString(body);
    }
}
