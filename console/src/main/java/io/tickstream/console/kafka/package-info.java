/** Looking at Kafka: topics, offsets, and what lies in them. */
package io.tickstream.console.kafka;
