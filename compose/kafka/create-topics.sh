#!/bin/sh
# Creates the topics that are not there yet. Kafka makes none by itself: a misspelt name is to be an error.
#
# KAFKA_BOOTSTRAP_SERVERS   where Kafka is
# KAFKA_TOPICS_COMMAND      Kafka's own tool (/opt/kafka/bin/kafka-topics.sh)
set -eu

create() { # topic, partitions
    "${KAFKA_TOPICS_COMMAND:-/opt/kafka/bin/kafka-topics.sh}" --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" \
        --create --if-not-exists --topic "$1" --partitions "$2" --replication-factor 1
}

# as the contract's class Topic has them
create companies_created 4
create companies_rejected 1
create ticks 1
