package io.tickstream.landing;

import java.util.Locale;

/** Why a Kafka record cannot land. The code is what people group dead letters by. */
enum Reason {
    /** The value is not in Confluent's framing, or is null. */
    NOT_FRAMED,
    /** The registry does not know the schema id. */
    UNKNOWN_SCHEMA,
    /** The writer's schema is not Avro, or cannot be read as the topic's schema. */
    INCOMPATIBLE_SCHEMA,
    /** The bytes are not what the writer's schema says. */
    UNDECODABLE,
    /** A field is not of the type that it stands for, such as a UUID. */
    WRONG_TYPE,
    /** A field is beyond what the table's readers can show. */
    OUT_OF_RANGE,
    /** The value is larger than Cassandra takes. */
    TOO_LARGE;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
