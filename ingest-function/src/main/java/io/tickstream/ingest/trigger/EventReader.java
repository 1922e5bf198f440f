package io.tickstream.ingest.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tickstream.ingest.trigger.RefusedEvent.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the CloudEvents 1.0 that arrive over HTTP, in binary mode (attributes in headers) and in structured mode (all in
 * a body of JSON). Judges what a tick depends on, and only that: data and extensions may be what they like. See
 * docs/decisions/0008-cloudevents-as-triggers.md.
 */
@ApplicationScoped
class EventReader {
    /** How far ahead of our clock the sender's may be. */
    static final Duration AHEAD = Duration.ofHours(1);

    /** How late an event may come: as long as Kafka, and so a broker made of it, keeps one by default. */
    static final Duration LATE = Duration.ofDays(7);

    /** Unit: characters. Kubernetes' longest names make a source of 300. */
    static final int MAX_LENGTH = 512;

    private static final String VERSION = "1.0";
    private static final String STRUCTURED = "application/cloudevents";
    private static final String JSON = STRUCTURED + "+json";
    private static final String BATCH = STRUCTURED + "-batch";

    private static final ObjectReader STRICT_JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final Clock clock;

    EventReader(Clock clock) {
        this.clock = clock;
    }

    /** An HTTP request's headers. */
    @FunctionalInterface
    interface Headers {
        /** All values of the header, whatever the case of its name. */
        List<String> all(String name);
    }

    /** Where attributes stand. */
    private interface Attributes {
        /** The attribute's text; empty if it is not there. */
        Optional<String> find(String name) throws RefusedEvent;
    }

    /**
     * Reads the event of a request.
     *
     * @throws RefusedEvent if a tick cannot be made of it
     */
    TriggerEvent read(Headers headers, byte[] body) throws RefusedEvent {
        List<String> contentTypes = headers.all("Content-Type");
        if (contentTypes.size() > 1) {
            throw new RefusedEvent(Reason.FORMAT, "The header Content-Type stands there twice; send one");
        }
        String contentType =
                contentTypes.isEmpty() ? "" : contentTypes.get(0).trim().toLowerCase(Locale.ROOT);
        if (contentType.startsWith(BATCH)) {
            throw new RefusedEvent(
                    Reason.FORMAT, "Batches of events are not taken, since each event is a tick; send them one by one");
        }
        if (contentType.startsWith(STRUCTURED)) {
            return read(inBody(contentType, body));
        }
        if (headers.all("ce-specversion").isEmpty()) {
            throw new RefusedEvent(
                    Reason.NO_EVENT,
                    "This is no CloudEvent: send the headers ce-specversion, ce-type, ce-source, ce-id and ce-time, or"
                            + " Content-Type: application/cloudevents+json. POST /ticks makes a tick without an event");
        }
        return read(inHeaders(headers));
    }

    private TriggerEvent read(Attributes attributes) throws RefusedEvent {
        String version = required(attributes, "specversion");
        if (!version.equals(VERSION)) {
            throw new RefusedEvent(
                    Reason.ATTRIBUTE,
                    "specversion is %s; only events of %s are taken".formatted(shown(version), VERSION));
        }
        String type = required(attributes, "type");
        String source = required(attributes, "source");
        requireUriReference(source);
        String id = required(attributes, "id");
        Optional<String> time = attributes.find("time");
        return new TriggerEvent(type, source, id, time.isPresent() ? Optional.of(time(time.get())) : Optional.empty());
    }

    private static String required(Attributes attributes, String name) throws RefusedEvent {
        String value = attributes
                .find(name)
                .orElseThrow(() -> new RefusedEvent(
                        Reason.ATTRIBUTE_MISSING, "%s is missing; every CloudEvent has one".formatted(name)));
        if (value.isBlank()) {
            throw new RefusedEvent(Reason.ATTRIBUTE, "%s is empty; it must have a character or more".formatted(name));
        }
        if (value.length() > MAX_LENGTH) {
            throw new RefusedEvent(
                    Reason.ATTRIBUTE,
                    "%s has %d characters; at most %d are taken".formatted(name, value.length(), MAX_LENGTH));
        }
        if (!isText(value)) {
            throw new RefusedEvent(
                    Reason.ATTRIBUTE,
                    "%s holds a control character or half a surrogate pair, which CloudEvents does not allow"
                            .formatted(name));
        }
        return value;
    }

    private static boolean isText(String value) {
        return value.codePoints()
                .noneMatch(point -> Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE);
    }

    private static void requireUriReference(String source) throws RefusedEvent {
        try {
            URI unused = new URI(source);
        } catch (URISyntaxException e) {
            throw new RefusedEvent(
                    Reason.ATTRIBUTE,
                    "source is no URI reference (%s at character %d); write it as RFC 3986 has it, such as /tickstream/clock"
                            .formatted(e.getReason(), e.getIndex() + 1));
        }
    }

    private Instant time(String text) throws RefusedEvent {
        Instant time;
        try {
            time = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new RefusedEvent(
                    Reason.ATTRIBUTE,
                    "time is %s; write it as RFC 3339 has it, such as 2026-11-22T12:00:10Z".formatted(shown(text)));
        }
        Instant now = clock.instant();
        if (time.isAfter(now.plus(AHEAD))) {
            throw new RefusedEvent(
                    Reason.TIME,
                    "time is %s, more than %d h ahead of the function's clock (%s); set the clock that is wrong"
                            .formatted(time, AHEAD.toHours(), now));
        }
        if (time.isBefore(now.minus(LATE))) {
            throw new RefusedEvent(
                    Reason.TIME,
                    "time is %s, more than %d days behind the function's clock (%s); a slot that old gets no tick any more"
                            .formatted(time, LATE.toDays(), now));
        }
        return time;
    }

    private static Attributes inHeaders(Headers headers) {
        return name -> {
            List<String> values = headers.all("ce-" + name);
            if (values.size() > 1) {
                throw new RefusedEvent(
                        Reason.ATTRIBUTE, "The header ce-%s stands there twice; send one".formatted(name));
            }
            return values.isEmpty() ? Optional.empty() : Optional.of(decoded(name, values.get(0)));
        };
    }

    /** Senders write what is not printable ASCII as %XX; many write % as it is, so a % without two digits stays one. */
    private static String decoded(String name, String value) throws RefusedEvent {
        if (value.chars().anyMatch(character -> character < ' ' || character > '~')) {
            throw new RefusedEvent(
                    Reason.ATTRIBUTE,
                    "The header ce-%s holds bytes that are no printable ASCII; write them as %%XX".formatted(name));
        }
        return PercentEncoding.decode(value)
                .orElseThrow(() -> new RefusedEvent(
                        Reason.ATTRIBUTE, "The header ce-%s holds a %%XX that is no UTF-8".formatted(name)));
    }

    private static Attributes inBody(String contentType, byte[] body) throws RefusedEvent {
        String[] parts = contentType.split(";", -1);
        if (!parts[0].trim().equals(JSON)) {
            throw new RefusedEvent(
                    Reason.FORMAT,
                    "Events in this format are not taken; send Content-Type: application/cloudevents+json");
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace("\"", "").replace(" ", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw new RefusedEvent(
                        Reason.FORMAT, "Content-Type names another charset than UTF-8; JSON is written in UTF-8");
            }
        }
        JsonNode event = json(body);
        return name -> {
            JsonNode value = event.get(name);
            if (value == null || value.isNull()) {
                return Optional.empty();
            }
            if (!value.isTextual()) {
                throw new RefusedEvent(
                        Reason.ATTRIBUTE,
                        "%s is of JSON's type %s; it must be a string"
                                .formatted(name, value.getNodeType().name().toLowerCase(Locale.ROOT)));
            }
            return Optional.of(value.textValue());
        };
    }

    private static JsonNode json(byte[] body) throws RefusedEvent {
        JsonNode event;
        try {
            // strictly UTF-8: Jackson by itself would also guess UTF-16 and UTF-32
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            event = STRICT_JSON.readTree(text);
        } catch (CharacterCodingException e) {
            throw new RefusedEvent(Reason.JSON, "The body is no UTF-8; send JSON in UTF-8");
        } catch (JsonProcessingException e) {
            throw new RefusedEvent(
                    Reason.JSON,
                    "The body is no JSON that can be read (%s); send one JSON object"
                            .formatted(shown(e.getOriginalMessage())));
        }
        if (!event.isObject()) {
            throw new RefusedEvent(Reason.JSON, "The body is no JSON object; send one");
        }
        return event;
    }

    /** What somebody sent, fit for one line. */
    private static String shown(String text) {
        String line = text.replaceAll("[^ -~]", "?");
        return "'%s'".formatted(line.length() <= 80 ? line : line.substring(0, 80) + "...");
    }
}
