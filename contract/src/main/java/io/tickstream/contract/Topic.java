package io.tickstream.contract;

import io.tickstream.contract.avro.CompanyEvent;
import io.tickstream.contract.avro.Rejection;
import io.tickstream.contract.avro.TickReceipt;
import java.util.Arrays;
import java.util.Optional;
import org.apache.avro.Schema;

/** The Kafka topics, each with the one Avro schema that its values are written with. */
public enum Topic {
    /** Companies, keyed by tick id so that a tick's companies stay together and in order. */
    COMPANIES_CREATED("companies_created", 4, CompanyEvent.getClassSchema()),
    /** What could not be read, keyed by tick id where it is known. */
    COMPANIES_REJECTED("companies_rejected", 1, Rejection.getClassSchema()),
    /** One receipt a tick, keyed by tick id. */
    TICKS("ticks", 1, TickReceipt.getClassSchema());

    private final String topicName;
    private final int localPartitions;

    @SuppressWarnings("ImmutableEnumChecker") // a parsed schema is never changed
    private final Schema schema;

    Topic(String topicName, int localPartitions, Schema schema) {
        this.topicName = topicName;
        this.localPartitions = localPartitions;
        this.schema = schema;
    }

    /** Returns the topic of this name, or empty if it is none of ours. */
    public static Optional<Topic> named(String topicName) {
        return Arrays.stream(values())
                .filter(topic -> topic.topicName.equals(topicName))
                .findFirst();
    }

    /** The name on the broker. */
    public String topicName() {
        return topicName;
    }

    /** How many partitions the topic has on one machine, 1 or more. A cluster chooses its own. */
    public int localPartitions() {
        return localPartitions;
    }

    /** The newest schema of the values; readers must also read every earlier one. */
    public Schema schema() {
        return schema;
    }

    /** The registry's subject for the values: Confluent's TopicNameStrategy. */
    public String subject() {
        return topicName + "-value";
    }
}
