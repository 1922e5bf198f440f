package io.tickstream.console.deadletters;

import io.tickstream.deadletters.DeadLetter;
import java.time.Instant;
import java.util.UUID;

/**
 * A dead letter as lists show it.
 *
 * @param stage source or landing
 * @param topic null, like partition and offset, if it came from the source
 * @param schemaId the registry's id that the bytes name; null where they name none
 * @param size of the original. Unit: bytes
 */
public record Letter(
        UUID id,
        Instant at,
        String stage,
        String reason,
        String cause,
        String topic,
        Integer partition,
        Long offset,
        String sourceUrl,
        Integer schemaId,
        UUID tickId,
        long size) {
    static Letter of(DeadLetter letter) {
        boolean fromKafka = !letter.fromSource();
        return new Letter(
                letter.id(),
                letter.at(),
                letter.stage(),
                letter.reason(),
                letter.cause(),
                fromKafka ? letter.kafkaTopic() : null,
                fromKafka ? letter.kafkaPartition() : null,
                fromKafka ? letter.kafkaOffset() : null,
                letter.sourceUrl(),
                letter.schemaId(),
                letter.tickId(),
                letter.payloadSize());
    }
}
