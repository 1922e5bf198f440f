package io.tickstream.landing;

/** What became of a Kafka record's value. */
sealed interface Decoded {
    /**
     * An event of the topic.
     *
     * @param cells in the order of the topic's {@link EventSchema}
     */
    record Event(Cells cells) implements Decoded {}

    /**
     * Something else.
     *
     * @param cause in words an operator can act on; no byte of the value
     * @param schemaId the id in the value's frame; null if there is none
     */
    record Undecodable(Reason reason, String cause, Integer schemaId) implements Decoded {}
}
