package io.tickstream.localstack.companyapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stands in a body, judged by the contract alone (company.avsc): which companies can be read, and which not. Written
 * apart from the function's reader on purpose, whose work is checked by it.
 */
final class AnswerContents {
    private static final int MOST_CHARACTERS = 1000;
    private static final int MOST_JSON_BYTES = 256 * 1024;

    /** Levels of arrays and objects: of a whole answer, and of a company. */
    private static final int DEEPEST_ANSWER = 500;

    private static final int DEEPEST_COMPANY = 32;

    private static final Set<String> TEXTS = Set.of("name", "email", "vat", "phone", "country", "website", "image");

    private AnswerContents() {}

    /** The whole body is not what the API answers. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }

    /** A company breaks the contract. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1;
    }

    /** The companies of a body, in order. */
    static List<ServedCompany> of(byte[] body) throws Unreadable {
        String text = text(body);
        try (JsonParser json = CanonicalCompany.JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new Unreadable("no object");
            }
            List<ServedCompany> companies = null;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isData = json.currentName().equals("data");
                json.nextToken();
                if (!isData) {
                    skip(json, 1, DEEPEST_ANSWER);
                } else if (companies == null && json.currentToken() == JsonToken.START_ARRAY) {
                    companies = companies(json, text);
                } else {
                    throw new Unreadable("data is there twice, or no array");
                }
            }
            if (companies == null || json.nextToken() != null || companies.size() > Question.MOST_COMPANIES) {
                throw new Unreadable("no data, too much of it, or something after the end");
            }
            return companies;
        } catch (JsonProcessingException e) {
            throw new Unreadable(e.getOriginalMessage());
        } catch (Broken e) {
            throw new Unreadable("nested too deep");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: a text is read", e);
        }
    }

    private static String text(byte[] body) throws Unreadable {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Unreadable("no UTF-8");
        }
    }

    private static List<ServedCompany> companies(JsonParser json, String text) throws IOException, Broken {
        List<ServedCompany> companies = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            int start = (int) json.currentTokenLocation().getCharOffset();
            skip(json, 2, DEEPEST_ANSWER);
            json.finishToken();
            companies.add(company(companies.size(), text.substring(start, (int)
                    json.currentLocation().getCharOffset())));
        }
        return companies;
    }

    private static ServedCompany company(int index, String text) throws IOException {
        try (JsonParser json = CanonicalCompany.JSON.createParser(text)) {
            return company(index, json, text);
        } catch (Broken e) {
            return ServedCompany.unreadable(index);
        }
    }

    private static ServedCompany company(int index, JsonParser json, String company) throws IOException, Broken {
        require(json.nextToken() == JsonToken.START_OBJECT);
        Map<String, String> columns = new HashMap<>();
        Set<String> seen = new HashSet<>();
        Long id = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            boolean isColumn = TEXTS.contains(field)
                    || Set.of("id", "addresses", "contact").contains(field);
            require(!isColumn || seen.add(field));
            JsonToken value = json.nextToken();
            if (!isColumn) {
                skip(json, 1, DEEPEST_COMPANY);
            } else if (field.equals("id")) {
                id = value == JsonToken.VALUE_NULL ? null : id(json);
            } else if (TEXTS.contains(field) && value != JsonToken.VALUE_NULL) {
                require(value == JsonToken.VALUE_STRING);
                columns.put(field, text(json));
            } else if (value != JsonToken.VALUE_NULL) {
                require(value == (field.equals("contact") ? JsonToken.START_OBJECT : JsonToken.START_ARRAY));
                columns.put(field, nested(json, company));
            }
        }
        require(!columns.getOrDefault("name", "").isBlank());
        require(!columns.getOrDefault("country", "").isBlank());
        String hash = new CanonicalCompany(
                        id,
                        columns.get("name"),
                        columns.get("email"),
                        columns.get("vat"),
                        columns.get("phone"),
                        columns.get("country"),
                        columns.get("addresses"),
                        columns.get("website"),
                        columns.get("image"),
                        columns.get("contact"))
                .sha256();
        return ServedCompany.readable(index, hash, columns.get("country"));
    }

    private static Long id(JsonParser json) throws IOException, Broken {
        require(json.currentToken() == JsonToken.VALUE_NUMBER_INT);
        try {
            return Long.valueOf(json.getText());
        } catch (NumberFormatException moreThan64Bits) {
            throw new Broken();
        }
    }

    private static String text(JsonParser json) throws IOException, Broken {
        String text = json.getText();
        require(text.codePointCount(0, text.length()) <= MOST_CHARACTERS && isUnicode(text));
        return text;
    }

    private static String nested(JsonParser json, String company) throws IOException, Broken {
        int start = (int) json.currentTokenLocation().getCharOffset();
        skip(json, 1, DEEPEST_COMPANY);
        String value = company.substring(start, (int) json.currentLocation().getCharOffset());
        try (JsonParser again = CanonicalCompany.JSON.createParser(value)) {
            again.nextToken();
            String compact = CanonicalCompany.compact(again);
            require(isUnicode(compact) && compact.getBytes(UTF_8).length <= MOST_JSON_BYTES);
            return compact;
        }
    }

    /** Half of a surrogate pair is in no Unicode text, and so in no UTF-8. */
    private static boolean isUnicode(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }

    /** To the end of the value that the parser stands on, which lies inside of that many arrays and objects. */
    private static void skip(JsonParser json, int outer, int deepest) throws IOException, Broken {
        if (!json.currentToken().isStructStart()) {
            return;
        }
        for (int depth = outer + 1; depth > outer; ) {
            require(depth <= deepest);
            JsonToken token = json.nextToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
    }

    private static void require(boolean holds) throws Broken {
        if (!holds) {
            throw new Broken();
        }
    }
}
