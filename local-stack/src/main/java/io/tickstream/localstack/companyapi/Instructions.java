package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Instructions as JSON, {@code {"kind": "status", "status": 503, "times": 2}}, and as words on the command line. */
final class Instructions {
    private static final String KINDS =
            "status, html, truncated, cut, wrong-types, empty, slow, huge, reset, redirect, fixed";

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE) // who reads bounds the bytes
                        .build());
    }

    private final ObjectNode json;
    private final Set<String> known = new LinkedHashSet<>(List.of("kind", "times"));

    private Instructions(ObjectNode json) {
        this.json = json;
    }

    /** From JSON. */
    static Instruction read(byte[] bytes) throws BadQuestion {
        try {
            return read(MAPPER.readTree(bytes));
        } catch (JsonProcessingException e) {
            throw new BadQuestion(
                    "A behaviour is JSON such as {\"kind\": \"status\", \"status\": 503}; this is none: %s."
                            .formatted(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("Cannot happen: an array of bytes is read", e);
        }
    }

    /** From the command line: JSON, or {@code kind}, or {@code kind:name=value,name=value}. */
    static Instruction parse(String words) throws BadQuestion {
        if (words.startsWith("{")) {
            return read(words.getBytes(UTF_8));
        }
        int colon = words.indexOf(':');
        ObjectNode json = MAPPER.createObjectNode();
        json.put("kind", colon < 0 ? words : words.substring(0, colon));
        String settings = colon < 0 ? "" : words.substring(colon + 1);
        for (String setting : settings.isEmpty() ? new String[0] : settings.split(",", -1)) {
            int sign = setting.indexOf('=');
            if (sign < 1) {
                throw new BadQuestion("'%s' in the behaviour %s is no name=value.".formatted(setting, words));
            }
            json.put(setting.substring(0, sign), setting.substring(sign + 1));
        }
        return read(json);
    }

    /** As {@link #read} reads it. */
    static byte[] write(Instruction instruction) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("kind", instruction.behaviour().kind());
        instruction.times().ifPresent(times -> json.put("times", times));
        instruction.behaviour().settings().forEach((name, value) -> json.set(name, MAPPER.valueToTree(value)));
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot happen: a tree is written", e);
        }
    }

    private static Instruction read(JsonNode json) throws BadQuestion {
        if (!(json instanceof ObjectNode object)) {
            throw new BadQuestion("A behaviour is a JSON object such as {\"kind\": \"status\", \"status\": 503}.");
        }
        Instructions instructions = new Instructions(object);
        try {
            OptionalInt times = instructions.times();
            Behaviour behaviour = instructions.behaviour();
            instructions.refuseUnknown();
            return new Instruction(behaviour, times);
        } catch (IllegalArgumentException e) {
            throw new BadQuestion(e.getMessage() + ".");
        }
    }

    private Behaviour behaviour() {
        String kind = text("kind").orElse("");
        return switch (kind) {
            case "status" -> new Behaviour.Status(number("status", 500), text("retryAfter"), text("body"));
            case "html" -> new Behaviour.Html(number("status", 200));
            case "truncated" -> new Behaviour.Truncated();
            case "cut" -> new Behaviour.Cut();
            case "wrong-types" -> new Behaviour.WrongTypes(number("every", 1));
            case "empty" -> new Behaviour.Empty();
            case "slow" -> slow();
            case "huge" ->
                new Behaviour.Huge(longNumber("bytes", 100L << 20), flag("gzip", false), flag("announced", true));
            case "reset" -> new Behaviour.Reset();
            case "redirect" -> new Behaviour.Redirect(required("location"), number("status", 302));
            case "fixed" -> fixed();
            default -> throw new IllegalArgumentException("kind is '%s'; it must be one of %s".formatted(kind, KINDS));
        };
    }

    private Behaviour slow() {
        boolean drips = json.has("bytesPerSecond");
        return new Behaviour.Slow(
                Duration.ofMillis(longNumber("delayMillis", drips ? 0 : 10_000)),
                drips ? OptionalInt.of(number("bytesPerSecond", 0)) : OptionalInt.empty());
    }

    private Behaviour fixed() {
        known.add("records");
        JsonNode records = json.get("records");
        if (records == null) {
            return new Behaviour.Fixed(required("body"));
        }
        if (!records.isArray() || json.has("body")) {
            throw new IllegalArgumentException("fixed takes either body, a text, or records, an array");
        }
        return Behaviour.Fixed.records(records);
    }

    private OptionalInt times() {
        return json.has("times") ? OptionalInt.of(number("times", 0)) : OptionalInt.empty();
    }

    private String required(String name) {
        return text(name).orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
    }

    private Optional<String> text(String name) {
        known.add(name);
        JsonNode value = json.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isValueNode() || value.isNull()) {
            throw new IllegalArgumentException(name + " must be a text");
        }
        return Optional.of(value.asText());
    }

    private int number(String name, int usual) {
        long number = longNumber(name, usual);
        if (number != (int) number) {
            throw new IllegalArgumentException("%s is %d, which is too large".formatted(name, number));
        }
        return (int) number;
    }

    private long longNumber(String name, long usual) {
        Optional<String> text = text(name);
        try {
            return text.isPresent() ? Long.parseLong(text.get()) : usual;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s is '%s'; it must be a whole number".formatted(name, text.get()), e);
        }
    }

    private boolean flag(String name, boolean usual) {
        Optional<String> text = text(name);
        if (text.isPresent() && !text.get().equals("true") && !text.get().equals("false")) {
            throw new IllegalArgumentException("%s is '%s'; it must be true or false".formatted(name, text.get()));
        }
        return text.map(Boolean::valueOf).orElse(usual);
    }

    private void refuseUnknown() {
        for (Map.Entry<String, JsonNode> property : json.properties()) {
            if (!known.contains(property.getKey())) {
                throw new IllegalArgumentException("%s is unknown; %s takes %s"
                        .formatted(property.getKey(), json.path("kind").asText(), String.join(", ", known)));
            }
        }
    }
}
