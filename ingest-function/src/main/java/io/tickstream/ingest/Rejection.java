package io.tickstream.ingest;

import static java.util.Objects.requireNonNull;

import io.tickstream.contract.Identity;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Something of the source's answer that could not be read.
 *
 * @param askedUrl what the source was asked, without credentials
 * @param cause what exactly was wrong, in words an operator can act on; at most 1000 characters, without payload
 * @param payload the original bytes, at most {@link #MAX_PAYLOAD} of them
 * @param payloadSize how many bytes the original had
 */
public record Rejection(UUID id, URI askedUrl, Reason reason, String cause, ByteBuffer payload, long payloadSize) {
    /** How much of the original is kept. Unit: bytes. */
    public static final int MAX_PAYLOAD = 512 * 1024;

    /** Why; to group by. */
    public enum Reason {
        /** The bytes are no JSON text in UTF-8. */
        NOT_JSON("not_json"),
        /** A value is of another type than the API documents. */
        WRONG_TYPE("wrong_type"),
        /** A field that every company has is not there, or empty. */
        MISSING_FIELD("missing_field"),
        /** A field is there twice, so that nobody can tell which one counts. */
        DUPLICATE_FIELD("duplicate_field"),
        /** A text is longer than its column takes. */
        TOO_LONG("too_long"),
        /** Arrays and objects are nested deeper than any address or contact. */
        TOO_DEEP("too_deep"),
        /** A text holds half of a surrogate pair, which no UTF-8 text can hold. */
        NOT_UNICODE("not_unicode"),
        /** The answer has more bytes than we read. */
        TOO_LARGE("too_large"),
        /** The answer has more companies than a tick may have. */
        TOO_MANY("too_many"),
        /** The source answered with a status that no retry will change. */
        UNEXPECTED_STATUS("unexpected_status");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** The name in the topic and the table. */
        public String code() {
            return code;
        }
    }

    public Rejection {
        requireNonNull(id, "id");
        requireNonNull(askedUrl, "askedUrl");
        requireNonNull(reason, "reason");
        requireNonNull(cause, "cause");
        payload = payload.asReadOnlyBuffer();
        if (payload.remaining() > MAX_PAYLOAD || payload.remaining() > payloadSize) {
            throw new IllegalArgumentException("A payload of %d bytes out of %d; at most %d are kept"
                    .formatted(payload.remaining(), payloadSize, MAX_PAYLOAD));
        }
    }

    /**
     * Where in a tick's answer something could not be read.
     *
     * @param askedUrl what the source was asked, without credentials
     * @param index the record's place in the answer, from 0, or {@link Identity#WHOLE_ANSWER}
     */
    public record Place(Tick tick, URI askedUrl, int index) {
        /**
         * What could not be read there; its first bytes are kept.
         *
         * @param original the bytes, or their beginning
         * @param size how many bytes the original had
         */
        public Rejection reject(Reason reason, String cause, ByteBuffer original, long size) {
            ByteBuffer kept = original.slice(original.position(), Math.min(original.remaining(), MAX_PAYLOAD));
            return new Rejection(Identity.rejectionAtSource(tick.id(), index), askedUrl, reason, cause, kept, size);
        }
    }

    /** Leaves the payload out. */
    @Override
    public String toString() {
        return "Rejection[%s %s, %d bytes]".formatted(id, reason.code(), payloadSize);
    }
}
