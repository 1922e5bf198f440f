package io.tickstream.landing;

import org.apache.spark.sql.Row;

/** What became of a Kafka record's value. */
sealed interface Decoded {
    /**
     * An event of the topic.
     *
     * @param row of the columns of the topic's {@link EventSchema}
     */
    record Event(Row row) implements Decoded {}

    /**
     * Something else.
     *
     * @param cause in words an operator can act on; no byte of the value
     * @param schemaId the id in the value's frame; null if there is none
     */
    record Undecodable(Reason reason, String cause, Integer schemaId) implements Decoded {}
}
