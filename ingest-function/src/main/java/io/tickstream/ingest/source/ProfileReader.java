package io.tickstream.ingest.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.tickstream.contract.Identity;
import io.tickstream.ingest.Profile;
import io.tickstream.ingest.Rejection.Reason;
import io.tickstream.ingest.Tick;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one company. The limits are those that the contract's company.avsc documents. */
final class ProfileReader {
    private static final int MAX_CHARACTERS = 1000;
    private static final int MAX_JSON_BYTES = 256 * 1024;

    /** A company, its contact, the contact's address: three. The rest is room for what the API may add. */
    private static final int MAX_DEPTH = 32;

    private static final Set<String> TEXTS = Set.of("name", "email", "vat", "phone", "country", "website", "image");

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;
    private final Map<String, Optional<String>> fields = new HashMap<>();
    private Optional<OptionalLong> sourceId = Optional.empty();

    private final char[] text;
    private final int start;

    private ProfileReader(JsonParser parser, char[] text, int start) {
        this.parser = parser;
        this.text = text;
        this.start = start;
    }

    /**
     * Reads the company that stands at its place in the answer.
     *
     * @param index its place among the answer's companies, from 0
     */
    static Profile read(Tick tick, int index, char[] text, int start, int length) throws Unreadable {
        try (JsonParser parser = JSON.createParser(text, start, length)) {
            ProfileReader reader = new ProfileReader(parser, text, start);
            reader.readFields();
            return reader.profile(tick, index);
        } catch (StreamConstraintsException e) {
            throw new Unreadable(
                    Reason.TOO_DEEP, "the company is nested deeper than %d arrays and objects".formatted(MAX_DEPTH));
        } catch (JsonProcessingException e) {
            throw new Unreadable(
                    Reason.NOT_JSON,
                    "the company is no JSON from line %d, column %d on"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: an array is read", e);
        }
    }

    private void readFields() throws IOException, Unreadable {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new Unreadable(Reason.WRONG_TYPE, "the company is no object but " + JsonText.kind(parser));
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            if (TEXTS.contains(field)) {
                refuseSecond(field, fields.putIfAbsent(field, text(field)) != null);
            } else if (field.equals("addresses")) {
                refuseSecond(field, fields.putIfAbsent(field, addresses()) != null);
            } else if (field.equals("contact")) {
                refuseSecond(field, fields.putIfAbsent(field, contact()) != null);
            } else if (field.equals("id")) {
                refuseSecond(field, sourceId.isPresent());
                sourceId = Optional.of(wholeNumber(field));
            } else {
                parser.skipChildren();
            }
        }
    }

    private Profile profile(Tick tick, int index) throws Unreadable {
        return new Profile(
                Identity.company(tick.id(), index),
                sourceId.orElse(OptionalLong.empty()),
                required("name"),
                optional("email"),
                optional("vat"),
                optional("phone"),
                required("country"),
                optional("addresses"),
                optional("website"),
                optional("image"),
                optional("contact"));
    }

    private Optional<String> optional(String field) {
        return fields.getOrDefault(field, Optional.empty());
    }

    private String required(String field) throws Unreadable {
        Optional<String> value = optional(field);
        if (value.isEmpty() || value.get().isBlank()) {
            throw new Unreadable(
                    Reason.MISSING_FIELD,
                    "the company has no %s%s".formatted(field, value.isPresent() ? ": it is blank" : ""));
        }
        return value.get();
    }

    private Optional<String> text(String field) throws IOException, Unreadable {
        if (!isThere(field, JsonToken.VALUE_STRING, "a text")) {
            return Optional.empty();
        }
        String value = JsonText.text(parser);
        int characters = value.length() > MAX_CHARACTERS ? value.codePointCount(0, value.length()) : 0;
        if (characters > MAX_CHARACTERS) {
            throw new Unreadable(
                    Reason.TOO_LONG,
                    "%s has %d characters; its column takes %d".formatted(field, characters, MAX_CHARACTERS));
        }
        return Optional.of(value);
    }

    private OptionalLong wholeNumber(String field) throws IOException, Unreadable {
        if (!isThere(field, JsonToken.VALUE_NUMBER_INT, "a whole number")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(parser.getText()));
        } catch (NumberFormatException e) {
            throw new Unreadable(Reason.WRONG_TYPE, "%s is a number of more than 64 bits".formatted(field));
        }
    }

    private Optional<String> addresses() throws IOException, Unreadable {
        return isThere("addresses", JsonToken.START_ARRAY, "an array")
                ? Optional.of(json("addresses"))
                : Optional.empty();
    }

    private Optional<String> contact() throws IOException, Unreadable {
        return isThere("contact", JsonToken.START_OBJECT, "an object")
                ? Optional.of(json("contact"))
                : Optional.empty();
    }

    private String json(String field) throws IOException, Unreadable {
        String json = JsonText.compact(parser, text, start);
        // a UTF-16 unit takes three bytes at most
        if (json.length() > MAX_JSON_BYTES / 3) {
            int bytes = json.getBytes(UTF_8).length;
            if (bytes > MAX_JSON_BYTES) {
                throw new Unreadable(
                        Reason.TOO_LONG,
                        "%s has %d bytes; its column takes %d".formatted(field, bytes, MAX_JSON_BYTES));
            }
        }
        return json;
    }

    /** Whether the field has a value; null stands for none. */
    private boolean isThere(String field, JsonToken expected, String kind) throws Unreadable {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return false;
        }
        if (parser.currentToken() != expected) {
            throw new Unreadable(Reason.WRONG_TYPE, "%s is %s, not %s".formatted(field, JsonText.kind(parser), kind));
        }
        return true;
    }

    private static void refuseSecond(String field, boolean second) throws Unreadable {
        if (second) {
            throw new Unreadable(Reason.DUPLICATE_FIELD, "the company has the field %s twice".formatted(field));
        }
    }
}
