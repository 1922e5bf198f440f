package io.tickstream.deadletters;

import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * What became of a dead letter.
 *
 * @param action republished, corrected or tick_repeated
 * @param by who did it
 * @param topic where the record stands now; null, like partition and offset, where that is the function's affair
 */
record Resolution(String action, String by, String topic, Integer partition, Long offset) {
    static Resolution republished(String by, RecordMetadata at) {
        return new Resolution("republished", by, at.topic(), at.partition(), at.offset());
    }

    static Resolution corrected(String by, RecordMetadata at) {
        return new Resolution("corrected", by, at.topic(), at.partition(), at.offset());
    }

    static Resolution tickRepeated(String by) {
        return new Resolution("tick_repeated", by, null, null, null);
    }
}
