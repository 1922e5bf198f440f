package io.tickstream.landing;

import org.apache.avro.Schema;

/** What the registry says about a schema id. */
sealed interface WriterSchema {
    /** An Avro schema. */
    record Known(Schema schema) implements WriterSchema {}

    /** The registry works and has no such id. */
    record Unknown() implements WriterSchema {}

    /**
     * The registry has the id, but for nothing that can be read with.
     *
     * @param why in words an operator can act on
     */
    record Unusable(String why) implements WriterSchema {}
}
