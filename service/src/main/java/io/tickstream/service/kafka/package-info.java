/** What the function and the console say of a Kafka that fails them. */
package io.tickstream.service.kafka;
