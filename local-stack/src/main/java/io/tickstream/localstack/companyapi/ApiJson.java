package io.tickstream.localstack.companyapi;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The API's JSON. Written as PHP writes it, with slashes and all but ASCII escaped: readers must cope with that. */
final class ApiJson {
    private static final ObjectMapper MAPPER = new ObjectMapper(new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new EscapedSlashes())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE) // a body is bounded by what PUT /behaviour takes
                    .build())
            .build());

    private ApiJson() {}

    /** The whole answer to a question. Version 2 says locale and seed; version 1 does not, and misspells country_code. */
    static byte[] companies(Question question, List<Company> companies) {
        return bytes(json -> {
            json.writeStartObject();
            json.writeStringField("status", "OK");
            json.writeNumberField("code", 200);
            if (question.version() == 2) {
                json.writeStringField("locale", question.locale());
                if (question.seed().isPresent()) {
                    // a text: the API repeats the parameter as it came
                    json.writeStringField("seed", String.valueOf(question.seed().getAsLong()));
                } else {
                    json.writeNullField("seed");
                }
            }
            json.writeNumberField("total", companies.size());
            json.writeArrayFieldStart("data");
            String countryCode = question.version() == 1 ? "county_code" : "country_code";
            for (Company company : companies) {
                write(json, company, countryCode);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** What the API says of an error of its own. */
    static byte[] status(int code, String status) {
        return bytes(json -> {
            json.writeStartObject();
            json.writeStringField("status", status);
            json.writeNumberField("code", code);
            json.writeNumberField("total", 0);
            json.writeEndObject();
        });
    }

    /** What the framework below the API says of an error. */
    static byte[] message(String message) {
        return bytes(json -> {
            json.writeStartObject();
            json.writeStringField("message", message);
            json.writeEndObject();
        });
    }

    /** A tree from an answer's bytes. */
    static JsonNode tree(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: we wrote this JSON ourselves", e);
        }
    }

    static byte[] bytes(JsonNode tree) {
        return bytes(json -> json.writeTree(tree));
    }

    /** How many members its array {@code data} has; 0 if it has none, or is no JSON. */
    static int companiesIn(byte[] body) {
        try (JsonParser json = MAPPER.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return 0;
            }
            int companies = 0;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isData = json.currentName().equals("data");
                boolean isArray = json.nextToken() == JsonToken.START_ARRAY;
                if (!isData || !isArray) {
                    json.skipChildren();
                    continue;
                }
                for (companies = 0; json.nextToken() != JsonToken.END_ARRAY; companies++) {
                    json.skipChildren();
                }
            }
            return companies;
        } catch (JsonProcessingException noJson) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: an array of bytes is read", e);
        }
    }

    private static void write(JsonGenerator json, Company company, String countryCode) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", company.id());
        json.writeStringField("name", company.name());
        json.writeStringField("email", company.email());
        json.writeStringField("vat", company.vat());
        json.writeStringField("phone", company.phone());
        json.writeStringField("country", company.country());
        json.writeArrayFieldStart("addresses");
        for (Address address : company.addresses()) {
            write(json, address, countryCode);
        }
        json.writeEndArray();
        json.writeStringField("website", company.website());
        json.writeStringField("image", company.image());
        json.writeFieldName("contact");
        write(json, company.contact(), countryCode);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Address address, String countryCode) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", 0); // the API counts companies only
        json.writeStringField("street", address.street());
        json.writeStringField("streetName", address.streetName());
        json.writeStringField("buildingNumber", address.buildingNumber());
        json.writeStringField("city", address.city());
        json.writeStringField("zipcode", address.zipcode());
        json.writeStringField("country", address.country());
        json.writeStringField(countryCode, address.countryCode());
        json.writeNumberField("latitude", address.latitude());
        json.writeNumberField("longitude", address.longitude());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Contact contact, String countryCode) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", 0);
        json.writeStringField("firstname", contact.firstname());
        json.writeStringField("lastname", contact.lastname());
        json.writeStringField("email", contact.email());
        json.writeStringField("phone", contact.phone());
        json.writeStringField("birthday", contact.birthday().toString());
        json.writeStringField("gender", contact.gender());
        json.writeFieldName("address");
        write(json, contact.address(), countryCode);
        json.writeStringField("website", contact.website());
        json.writeStringField("image", contact.image());
        json.writeEndObject();
    }

    private interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private static byte[] bytes(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            content.writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: JSON is written to memory", e);
        }
        return bytes.toByteArray();
    }

    private static final class EscapedSlashes extends CharacterEscapes {
        private static final long serialVersionUID = 1;

        private final int[] escapes = standardAsciiEscapesForJSON();

        private EscapedSlashes() {
            escapes['/'] = ESCAPE_CUSTOM;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes.clone();
        }

        @Override
        public SerializableString getEscapeSequence(int character) {
            return character == '/' ? new SerializedString("\\/") : null;
        }
    }
}
