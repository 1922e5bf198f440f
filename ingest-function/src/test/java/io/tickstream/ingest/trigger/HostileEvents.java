package io.tickstream.ingest.trigger;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tickstream.fuzz.RawHttp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Requests to {@code POST /} as nobody should send them, and some that only look so. The same of the same seed. */
final class HostileEvents {
    /** Bytes, as quarkus.http.limits.max-body-size has it. */
    private static final int MAX_BODY = 65_536;

    private static final Set<Integer> TICKED = Set.of(204);
    private static final Set<Integer> BAD = Set.of(400);

    /** Refused by the HTTP server, before there is an event: with a status, or by hanging up. */
    private static final Set<Integer> NOT_HTTP = Set.of(0, 400, 413, 414, 431);

    private final Random random;
    private final Instant now;
    private final List<Function<HostileEvents, Hostile>> kinds = List.of(
            HostileEvents::odd,
            HostileEvents::odd,
            HostileEvents::withWrongHeaders,
            HostileEvents::withWrongHeaders,
            HostileEvents::withWrongMembers,
            HostileEvents::withWrongMembers,
            HostileEvents::withWrongBody,
            HostileEvents::withWrongTime,
            HostileEvents::tooLarge,
            HostileEvents::hardlyHttp);

    HostileEvents(long seed, Instant now) {
        this.random = new Random(seed);
        this.now = now;
    }

    /**
     * A request.
     *
     * @param request its bytes, each as one character
     * @param what for who reads why a test failed
     * @param expected the statuses that are right; 0 for a connection that is closed without an answer
     */
    record Hostile(String what, String request, Set<Integer> expected) {
        @Override
        public String toString() {
            String start = request.substring(0, Math.min(request.length(), 700)).replaceAll("[^ -~\\r\\n]", "?");
            return "%s, expects %s: %s".formatted(what, expected, start);
        }
    }

    Hostile next() {
        return pick(kinds).apply(this);
    }

    /** Strange, but a CloudEvent all the same. */
    private Hostile odd() {
        Map<String, String> event = event();
        return switch (random.nextInt(8)) {
            case 0 -> binary("names in any case", event, anyCase("Content-Type: text/plain\r\n"), text(300), TICKED);
            case 1 ->
                binary("data that are no UTF-8", event, "Content-Type: application/json\r\n", bytes(2000), TICKED);
            case 2 -> binary("as much data as fits", event, "", bytes(MAX_BODY), TICKED);
            case 3 -> {
                event.put("id", "%F0%9F%8F%AD%20%zz%g" + random.nextInt());
                yield binary("percent signs", event, "", new byte[0], TICKED);
            }
            case 4 -> {
                event.put("x" + random.nextInt(100), "y".repeat(random.nextInt(2000)));
                yield binary("extensions", event, "", new byte[0], TICKED);
            }
            case 5 -> structured("unknown members", event, ",\"Some Thing\":[null,{\"a\":1e999}]", TICKED);
            case 6 -> structured("null for what is not there", event, ",\"subject\":null,\"data\":null", TICKED);
            default -> structured("deep data", event, ",\"data\":" + "[".repeat(900) + "]".repeat(900), TICKED);
        };
    }

    private Hostile withWrongHeaders() {
        Map<String, String> event = event();
        String attribute = pick(List.of("specversion", "type", "source", "id"));
        return switch (random.nextInt(8)) {
            case 0 -> {
                event.remove(attribute);
                yield binary("no " + attribute, event, "", text(20), BAD);
            }
            case 1 -> binary("twice " + attribute, event, "CE-" + attribute + ": 1.0\r\n", text(20), BAD);
            case 2 -> wrongHeader(event, attribute, " ".repeat(random.nextInt(9)), "empty");
            case 3 -> wrongHeader(event, attribute, control(), "control character in");
            case 4 -> wrongHeader(event, attribute, "a" + (char) (128 + random.nextInt(128)), "raw bytes in");
            case 5 ->
                wrongHeader(event, attribute, "a%" + pick(List.of("FF", "C0%80", "ED%A0%80", "80")), "no UTF-8 in");
            case 6 ->
                wrongHeader(event, "specversion", pick(List.of("0.3", "1.1", "1", "1.0.0", "latest", "-1")), "wrong");
            default -> wrongHeader(event, attribute, "x".repeat(513 + random.nextInt(3000)), "endless");
        };
    }

    private Hostile withWrongMembers() {
        Map<String, String> event = event();
        String attribute = pick(List.of("specversion", "type", "source", "id"));
        return switch (random.nextInt(5)) {
            case 0 -> {
                event.remove(attribute);
                yield structured("no " + attribute, event, "", BAD);
            }
            case 1 -> structured("twice " + attribute, event, ",\"" + attribute + "\":\"1.0\"", BAD);
            case 2 -> {
                event.remove(attribute);
                String value = pick(List.of("1.0", "true", "null", "{}", "[\"1.0\"]", "-0", "1e400"));
                yield structured("wrong type of " + attribute, event, ",\"" + attribute + "\":" + value, BAD);
            }
            case 3 -> {
                event.remove(attribute);
                String value = pick(List.of("", " ", "\\u0000", "a\\u001fb", "\\ud800", "x\\udfff", "\\u0085"));
                yield structured("wrong text in " + attribute, event, ",\"" + attribute + "\":\"" + value + "\"", BAD);
            }
            default -> {
                event.put("source", pick(List.of("two words", "<a>", "http://[", "a|b", "%zz", "^")));
                yield structured("source that is no URI", event, "", BAD);
            }
        };
    }

    private Hostile withWrongBody() {
        byte[] good = json(event(), "").getBytes(UTF_8);
        return switch (random.nextInt(8)) {
            case 0 -> body("cut off", new String(good, UTF_8).substring(0, random.nextInt(good.length)), BAD);
            case 1 -> body("trailing", new String(good, UTF_8) + pick(List.of("]", "{}", "x", "\0", "1")), BAD);
            case 2 -> body("no object", pick(List.of("[]", "null", "1", "\"a\"", "true", "NaN", "", " ")), BAD);
            case 3 -> body("deep", "{\"data\":" + "[".repeat(1001 + random.nextInt(30_000)), BAD);
            case 4 -> structuredBytes("garbage", "application/cloudevents+json", bytes(5000), BAD);
            case 5 ->
                structuredBytes(
                        "UTF-16", "application/cloudevents+json", new String(good, UTF_8).getBytes(UTF_16LE), BAD);
            case 6 -> structuredBytes("charset", "application/cloudevents+json; charset=utf-16", good, Set.of(415));
            default ->
                structuredBytes(
                        "other format",
                        pick(List.of(
                                "application/cloudevents-batch+json",
                                "application/cloudevents+xml",
                                "application/cloudevents+avro",
                                "application/cloudevents",
                                "application/cloudeventsjson",
                                "application/cloudevents+json+json")),
                        good,
                        Set.of(415));
        };
    }

    private Hostile withWrongTime() {
        Map<String, String> event = event();
        event.put("type", TriggerEvent.PING);
        String time = pick(List.of(
                "now",
                "1970-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999Z",
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "2026-11-22 12:00:10Z",
                "2026-11-22T12:00:10",
                "2026-11-22T25:00:00Z",
                "2026-11-22T12:00:10+99:00",
                "%",
                now.plus(Duration.ofHours(2 + random.nextInt(1000))).toString(),
                now.minus(Duration.ofDays(8 + random.nextInt(10_000))).toString()));
        event.put("time", time);
        return random.nextBoolean()
                ? binary("wrong time", event, "", text(10), BAD)
                : structured("wrong time", event, "", BAD);
    }

    private Hostile tooLarge() {
        if (random.nextBoolean()) {
            return binary("body beyond the limit", event(), "", bytes(MAX_BODY + 1 + random.nextInt(64)), Set.of(413));
        }
        String data = ",\"data\":\"" + "x".repeat(MAX_BODY) + "\"";
        return structured("body beyond the limit", event(), data, Set.of(413));
    }

    private Hostile hardlyHttp() {
        String event = headers(event(), "");
        return switch (random.nextInt(8)) {
            case 0 -> raw("huge header", post("ce-x: " + "x".repeat(30_000) + "\r\n" + event), NOT_HTTP);
            case 1 -> raw("many headers", post("x-y: 1\r\n".repeat(4000) + event), NOT_HTTP);
            case 2 -> raw("NUL in a header", post("ce-x: a\0b\r\n" + event), NOT_HTTP);
            case 3 ->
                raw(
                        "negative length",
                        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n" + event + "\r\n",
                        NOT_HTTP);
            case 4 ->
                raw(
                        "garbage for chunks",
                        "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
                                + event + "\r\nzz\r\n",
                        NOT_HTTP);
            case 5 ->
                raw("long target", "POST /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", NOT_HTTP);
            case 6 -> {
                String path = pick(List.of("/events", "/%00", "/..%2f", "//", "/ticks/1", "/q"));
                yield raw("wrong path", post(event).replaceFirst("POST /", "POST " + path), Set.of(400, 404, 405));
            }
            default -> {
                String method = pick(List.of("GET", "PUT", "DELETE", "PATCH", "BREW"));
                yield raw("wrong method", post(event).replaceFirst("POST", method), Set.of(405));
            }
        };
    }

    private Hostile wrongHeader(Map<String, String> event, String attribute, String value, String how) {
        event.put(attribute, value);
        return binary(how + " " + attribute, event, "", text(20), BAD);
    }

    private Map<String, String> event() {
        Map<String, String> event = new LinkedHashMap<>();
        event.put("specversion", "1.0");
        event.put("type", random.nextBoolean() ? TriggerEvent.PING : "com.example.t" + random.nextInt(5));
        event.put("source", "/hostile/" + random.nextInt(1000));
        event.put("id", Long.toHexString(random.nextLong()));
        event.put("time", now.minusSeconds(random.nextInt(600_000)).toString());
        return event;
    }

    private Hostile binary(String what, Map<String, String> event, String more, byte[] body, Set<Integer> expected) {
        String head = "POST / HTTP/1.1\r\nHost: localhost\r\n" + headers(event, more);
        return new Hostile("binary, " + what, RawHttp.request(head, body), expected);
    }

    private Hostile structured(String what, Map<String, String> event, String more, Set<Integer> expected) {
        return body(what, json(event, more), expected);
    }

    private Hostile body(String what, String body, Set<Integer> expected) {
        String contentType =
                pick(List.of("application/cloudevents+json", "application/cloudevents+json; charset=UTF-8"));
        return structuredBytes(what, contentType, body.getBytes(UTF_8), expected);
    }

    private static Hostile structuredBytes(String what, String contentType, byte[] body, Set<Integer> expected) {
        String head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType + "\r\n";
        return new Hostile("structured, " + what, RawHttp.request(head, body), expected);
    }

    private static Hostile raw(String what, String request, Set<Integer> expected) {
        return new Hostile(what, request, expected);
    }

    private static String post(String headers) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n" + headers + "\r\n";
    }

    private String headers(Map<String, String> event, String more) {
        List<String> lines = event.entrySet().stream()
                .map(attribute -> "ce-" + attribute.getKey() + ": " + attribute.getValue() + "\r\n")
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(lines, random);
        return String.join("", lines) + more;
    }

    private String json(Map<String, String> event, String more) {
        List<String> members = event.entrySet().stream()
                .map(attribute -> "\"%s\":\"%s\"".formatted(attribute.getKey(), attribute.getValue()))
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(members, random);
        return "{" + String.join(",", members) + more + "}";
    }

    private String anyCase(String header) {
        return random.nextBoolean() ? header.toUpperCase(Locale.ROOT) : header;
    }

    private String control() {
        return "a%" + pick(List.of("00", "0A", "1F", "7F", "C2%85")) + "b";
    }

    private byte[] text(int atMost) {
        return "x".repeat(random.nextInt(atMost)).getBytes(UTF_8);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
