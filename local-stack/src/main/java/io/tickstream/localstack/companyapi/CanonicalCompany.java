package io.tickstream.localstack.companyapi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the API says of a company, in the one form in which it is hashed: a JSON array of the columns id, name, email,
 * vat, phone, country, addresses, website, image, contact in UTF-8 without white space, null for a column without a
 * value. Members keep their order and numbers their digits; texts have their shortest escapes.
 *
 * @param sourceId the API's counter; null if there is none
 * @param addresses JSON text of an array, in any layout; null if there is none
 * @param contact JSON text of an object, in any layout; null if there is none
 */
public record CanonicalCompany(
        Long sourceId,
        String name,
        String email,
        String vat,
        String phone,
        String country,
        String addresses,
        String website,
        String image,
        String contact) {
    /** What was served is hashed whole, however odd: nothing of it bounds what we read again. */
    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    /**
     * SHA-256 in hexadecimal.
     *
     * @throws IOException if addresses or contact are no JSON
     */
    public String sha256() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        writeTo(bytes);
        return sha256(bytes.toByteArray());
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Cannot happen: every Java has SHA-256", e);
        }
    }

    private void writeTo(OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartArray();
            if (sourceId == null) {
                json.writeNull();
            } else {
                json.writeNumber(sourceId);
            }
            json.writeString(name);
            json.writeString(email);
            json.writeString(vat);
            json.writeString(phone);
            json.writeString(country);
            write(json, addresses);
            json.writeString(website);
            json.writeString(image);
            write(json, contact);
            json.writeEndArray();
        }
    }

    private static void write(JsonGenerator json, String value) throws IOException {
        json.writeRawValue(value == null ? "null" : compact(value));
    }

    /** A JSON text without white space. */
    private static String compact(String value) throws IOException {
        try (JsonParser parser = JSON.createParser(value)) {
            parser.nextToken();
            String compact = compact(parser);
            if (parser.nextToken() != null) {
                throw new IOException("A JSON text goes on after its end");
            }
            return compact;
        }
    }

    /** The value that the parser stands on, and then at the end of. */
    static String compact(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            int depth = 0;
            for (JsonToken token = parser.currentToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                copy(parser, token, json);
                if (depth == 0) {
                    break;
                }
            }
        }
        return text.toString();
    }

    private static void copy(JsonParser parser, JsonToken token, JsonGenerator json) throws IOException {
        switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.writeNumber(parser.getText()); // with its very digits
            default -> json.copyCurrentEvent(parser);
        }
    }
}
