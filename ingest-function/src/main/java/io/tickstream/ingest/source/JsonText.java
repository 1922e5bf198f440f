package io.tickstream.ingest.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.tickstream.ingest.Rejection.Reason;
import java.io.IOException;
import java.io.StringWriter;

/** JSON that stays JSON: without white space, everything else as sent. */
final class JsonText {
    /** Its limits are those of the parser that has read the same text before. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonText() {}

    /**
     * The value that the parser stands on, and then at the end of. Members keep their order and repetitions, numbers
     * their digits (1.10 is no 1.1, and 1e400 no infinity); only escapes in texts are written in their shortest way.
     *
     * @param text what the parser reads
     * @param start where in it the parser began
     */
    static String compact(JsonParser parser, char[] text, int start) throws IOException, Unreadable {
        int from = start + (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren(); // and so looks at every character
        int to = start + (int) parser.currentLocation().getCharOffset();
        for (int i = from; i < to; i++) {
            if (text[i] == '\\') {
                return rewritten(text, from, to);
            }
        }
        return withoutWhiteSpace(text, from, to);
    }

    /** By far the fastest way, and right only where no text holds an escape. */
    private static String withoutWhiteSpace(char[] text, int from, int to) {
        char[] compact = new char[to - from];
        int length = 0;
        boolean quoted = false;
        for (int i = from; i < to; i++) {
            char character = text[i];
            if (character == '"') {
                quoted = !quoted;
            }
            if (quoted || character > ' ') {
                compact[length++] = character;
            }
        }
        return new String(compact, 0, length);
    }

    private static String rewritten(char[] text, int from, int to) throws IOException, Unreadable {
        StringWriter compact = new StringWriter(to - from);
        try (JsonParser parser = JSON.createParser(text, from, to - from);
                JsonGenerator generator = JSON.createGenerator(compact)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                copy(parser, token, generator);
            }
        }
        return compact.toString();
    }

    /** The text that the parser stands on. */
    static String text(JsonParser parser) throws IOException, Unreadable {
        String text = parser.getText();
        if (holdsHalfASurrogatePair(text)) {
            throw new Unreadable(Reason.NOT_UNICODE, "a text holds half a surrogate pair");
        }
        return text;
    }

    private static boolean holdsHalfASurrogatePair(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** What the parser stands on, with its article. */
    static String kind(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> throw new IllegalStateException("No value: " + parser.currentToken());
        };
    }

    private static void copy(JsonParser parser, JsonToken token, JsonGenerator generator)
            throws IOException, Unreadable {
        switch (token) {
            case START_OBJECT -> generator.writeStartObject();
            case END_OBJECT -> generator.writeEndObject();
            case START_ARRAY -> generator.writeStartArray();
            case END_ARRAY -> generator.writeEndArray();
            case FIELD_NAME -> generator.writeFieldName(text(parser));
            case VALUE_STRING -> generator.writeString(text(parser));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getText());
            case VALUE_TRUE -> generator.writeBoolean(true);
            case VALUE_FALSE -> generator.writeBoolean(false);
            case VALUE_NULL -> generator.writeNull();
            default -> throw new IllegalStateException("No token of a whole JSON text: " + token);
        }
    }
}
