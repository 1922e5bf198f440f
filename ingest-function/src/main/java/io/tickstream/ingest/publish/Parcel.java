package io.tickstream.ingest.publish;

import io.tickstream.contract.Topic;

/** A Kafka record on its way. No Java record, since those compare arrays by identity. */
final class Parcel {
    private final Topic topic;
    private final String key;
    private final byte[] value;

    Parcel(Topic topic, String key, byte[] value) {
        this.topic = topic;
        this.key = key;
        this.value = value;
    }

    Topic topic() {
        return topic;
    }

    String key() {
        return key;
    }

    /** Framed; not to be changed. */
    byte[] value() {
        return value;
    }
}
