package io.tickstream.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.tickstream.contract.Identity;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Something that could not be read; see rejection.avsc.
 *
 * @param tickId null where it is not known
 * @param sourceUrl null if it came from Kafka
 * @param kafkaTopic null if it came from the source
 * @param schemaId the registry's id that the bytes name; null where they name none
 * @param payload the original bytes, at most 512 KiB of them
 * @param payloadSize how many there were
 */
public record DeadLetter(
        UUID id,
        Instant at,
        String stage,
        String reason,
        String cause,
        UUID tickId,
        String sourceUrl,
        String kafkaTopic,
        int kafkaPartition,
        long kafkaOffset,
        Integer schemaId,
        ByteBuffer payload,
        long payloadSize) {
    private static final int HEX_COLUMNS = 16;

    /** Checks what must be there. */
    public DeadLetter {
        requireNonNull(id, "id");
        requireNonNull(at, "at");
        requireNonNull(stage, "stage");
        requireNonNull(reason, "reason");
        payload = payload.asReadOnlyBuffer();
    }

    /** The table's partition: the day in UTC. */
    public LocalDate day() {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Whether the ingest function rejected it, not the job. */
    public boolean fromSource() {
        return stage.equals("source");
    }

    /** Where it came from, for people. */
    public String origin() {
        return fromSource() ? sourceUrl : "%s-%d@%d".formatted(kafkaTopic, kafkaPartition, kafkaOffset);
    }

    /** Whether the table has all of its bytes. */
    public boolean isWhole() {
        return payload.remaining() == payloadSize;
    }

    /** The bytes that the table has. */
    public byte[] bytes() {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return bytes;
    }

    /**
     * Its place in the source's answer, which its id is made of: {@link Identity#WHOLE_ANSWER} if it is of no single
     * record; empty if it came from Kafka.
     */
    public OptionalInt index() {
        return !fromSource() || tickId == null
                ? OptionalInt.empty()
                : IntStream.range(Identity.WHOLE_ANSWER, Identity.MOST_RECORDS)
                        .filter(index ->
                                Identity.rejectionAtSource(tickId, index).equals(id))
                        .findFirst();
    }

    /** Which of two names comes first in the table: by their bytes, without a sign, as Cassandra has those of version 5. */
    public static int inOrder(UUID one, UUID other) {
        int first = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return first != 0
                ? first
                : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }

    /** The bytes as text where they are UTF-8 that a terminal can show, else in hexadecimal. */
    public String content() {
        return text().orElseGet(this::hexadecimal);
    }

    /** The bytes as text; empty unless they are UTF-8 that can be shown. */
    public Optional<String> text() {
        try {
            String text = UTF_8.newDecoder().decode(payload.duplicate()).toString();
            boolean shown =
                    text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t' && c != '\r');
            return shown ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private String hexadecimal() {
        byte[] bytes = bytes();
        StringBuilder lines = new StringBuilder();
        for (int from = 0; from < bytes.length; from += HEX_COLUMNS) {
            int to = Math.min(bytes.length, from + HEX_COLUMNS);
            String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, from, to);
            StringBuilder text = new StringBuilder();
            for (int i = from; i < to; i++) {
                text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
            }
            lines.append("%08x  %-47s  %s%n".formatted(from, hex, text));
        }
        return lines.toString();
    }
}
