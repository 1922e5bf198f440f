package io.tickstream.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tickstream.contract.Identity;
import io.tickstream.contract.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/**
 * What a person puts in the place of a dead letter: a company as JSON, with the names of company.avsc's fields, times
 * as 2026-01-31T12:00:00Z and days as 2026-01-31. Its identity is the letter's.
 */
final class Correction {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Schema SCHEMA = Topic.COMPANIES_CREATED.schema();

    private final ObjectNode fields;

    private Correction(ObjectNode fields) {
        this.fields = fields;
    }

    /**
     * Reads it, and gives it the letter's identity.
     *
     * @throws NotPutBack if it is none, or of another company than the letter
     */
    static Correction of(String json, DeadLetter letter) {
        ObjectNode fields = object(json);
        if (letter.fromSource()) {
            int index = letter.index().orElse(Identity.WHOLE_ANSWER);
            if (index < 0) {
                throw new NotPutBack(
                        "%s is a whole answer of the source, not one company. Repeat its tick: ./tickstream dlq replay %s"
                                .formatted(letter.id(), letter.id()));
            }
            identify(fields, "id", Identity.company(letter.tickId(), index).toString());
            identify(fields, "timestamp_column", letter.at().toString());
        } else if (!Topic.COMPANIES_CREATED.topicName().equals(letter.kafkaTopic())) {
            throw new NotPutBack("%s came from topic %s; only companies can be corrected."
                    .formatted(letter.id(), letter.kafkaTopic()));
        }
        if (letter.tickId() != null) {
            identify(fields, "tick_id", letter.tickId().toString());
        }
        return new Correction(fields);
    }

    /** The partition in which the company will be found. */
    UUID tick() {
        return uuid("tick_id");
    }

    /** The company's identity. */
    UUID id() {
        return uuid("id");
    }

    /** Avro's encoding by the newest schema. */
    byte[] payload() {
        List<String> problems = new ArrayList<>();
        fields.fieldNames().forEachRemaining(name -> {
            if (SCHEMA.getField(name) == null) {
                problems.add("%s is no field of a company".formatted(name));
            }
        });
        GenericRecord company = new GenericData.Record(SCHEMA);
        for (Schema.Field field : SCHEMA.getFields()) {
            JsonNode value = fields.path(field.name());
            if (value.isMissingNode() && field.hasDefaultValue()) {
                company.put(field.pos(), GenericData.get().getDefaultValue(field));
            } else if (value.isMissingNode()) {
                problems.add("%s is missing (%s)".formatted(field.name(), field.doc()));
            } else {
                put(company, field, value, problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new NotPutBack("The correction cannot land:\n    " + String.join("\n    ", problems));
        }
        return encode(company);
    }

    private static void put(GenericRecord company, Schema.Field field, JsonNode value, List<String> problems) {
        try {
            company.put(field.pos(), value(field.schema(), value));
        } catch (IllegalArgumentException | DateTimeException e) {
            problems.add("%s cannot be %s (%s)".formatted(field.name(), value, field.doc()));
        }
    }

    private static Object value(Schema schema, JsonNode value) {
        if (schema.getType() == Schema.Type.UNION) {
            if (value.isNull()) {
                return null;
            }
            return value(
                    schema.getTypes().stream()
                            .filter(type -> type.getType() != Schema.Type.NULL)
                            .findFirst()
                            .orElseThrow(),
                    value);
        }
        LogicalType logical = schema.getLogicalType();
        if (logical instanceof LogicalTypes.TimestampMillis) {
            return Instant.parse(required(value.isTextual(), value).asText()).toEpochMilli();
        }
        if (logical instanceof LogicalTypes.Date) {
            return (int)
                    LocalDate.parse(required(value.isTextual(), value).asText()).toEpochDay();
        }
        return switch (schema.getType()) {
            case STRING -> required(value.isTextual(), value).asText();
            case LONG ->
                required(value.canConvertToExactIntegral() && value.canConvertToLong(), value)
                        .longValue();
            case INT ->
                required(value.canConvertToExactIntegral() && value.canConvertToInt(), value)
                        .intValue();
            case DOUBLE -> required(value.isNumber(), value).doubleValue();
            default -> throw new IllegalStateException("A company has no fields of type " + schema.getType());
        };
    }

    private static JsonNode required(boolean fits, JsonNode value) {
        if (!fits) {
            throw new IllegalArgumentException(value.toString());
        }
        return value;
    }

    private static void identify(ObjectNode fields, String name, String value) {
        JsonNode given = fields.path(name);
        if (!given.isMissingNode() && !given.asText().equals(value)) {
            throw new NotPutBack("The correction's %s is %s, the dead letter's is %s. Leave it out; it is filled in."
                    .formatted(name, given.asText(), value));
        }
        fields.put(name, value);
    }

    private UUID uuid(String name) {
        try {
            return UUID.fromString(fields.path(name).asText());
        } catch (IllegalArgumentException e) {
            throw new NotPutBack(
                    "The correction's %s must be a UUID: the dead letter does not tell which company it was."
                            .formatted(name),
                    e);
        }
    }

    private static ObjectNode object(String json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode object) {
                return object;
            }
            throw new NotPutBack("The correction is no JSON object; it must be one company.");
        } catch (JsonProcessingException e) {
            throw new NotPutBack("The correction is no JSON: %s".formatted(e.getOriginalMessage()), e);
        }
    }

    private static byte[] encode(GenericRecord company) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new GenericDatumWriter<GenericRecord>(SCHEMA).write(company, encoder);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot encode a company into memory", e);
        }
    }
}
