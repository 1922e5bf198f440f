package io.tickstream.ingest.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tickstream.ingest.Rejection.Reason;
import java.io.IOException;
import java.io.StringWriter;

/** JSON that stays JSON: without white space, everything else as sent. */
final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonText() {}

    /**
     * The value that the parser stands on. Members keep their order and repetitions, numbers their digits (1.10 is no
     * 1.1, and 1e400 no infinity); only escapes in texts are written in their shortest way.
     */
    static String compact(JsonParser parser) throws IOException, Unreadable {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            int depth = 0;
            JsonToken token = parser.currentToken();
            while (true) {
                copy(parser, token, generator);
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
                if (depth == 0) {
                    break;
                }
                token = parser.nextToken();
            }
        }
        return text.toString();
    }

    /** The text that the parser stands on. */
    static String text(JsonParser parser) throws IOException, Unreadable {
        String text = parser.getText();
        if (text.codePoints().anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
            throw new Unreadable(Reason.NOT_UNICODE, "a text holds half a surrogate pair");
        }
        return text;
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
