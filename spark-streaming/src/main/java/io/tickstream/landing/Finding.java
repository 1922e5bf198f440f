package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * One thing that is to be known before the job starts.
 *
 * @param where a partition, a topic, or the checkpoint
 * @param records how many records it is about, 0 or more; -1 where nobody can know
 * @param text for people, without where
 */
record Finding(Kind kind, String where, long records, String text) {
    static final long UNKNOWN = -1;

    /** What it means for the start. */
    enum Kind {
        /** There is no checkpoint yet. */
        FIRST_START(true),
        /** A batch was cut off; its records are read again and land in the same rows. */
        READ_AGAIN(true),
        /** Records that have come meanwhile. */
        WAITING(true),
        /** A partition that the checkpoint does not know is read from its beginning. */
        NEW_PARTITION(true),
        /** Records were deleted from Kafka before they landed. */
        LOST(false),
        /** The topic is not the one that the checkpoint's offsets belong to. */
        RECREATED(false),
        /** The checkpoint is beyond the partition's end: new records would be taken for landed ones. */
        BEYOND_END(false),
        /** The checkpoint's partition does not exist. */
        NO_PARTITION(false),
        /** The checkpoint belongs to something else. */
        ANOTHER_QUERY(false),
        /** Spark could not resume from the checkpoint. */
        DAMAGED(false);

        private final boolean harmless;

        Kind(boolean harmless) {
            this.harmless = harmless;
        }

        /** Whether the job may start without being told to accept it. */
        boolean harmless() {
            return harmless;
        }

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Finding {
        requireNonNull(kind, "kind");
        requireNonNull(where, "where");
        requireNonNull(text, "text");
    }

    @Override
    public String toString() {
        return "%s: %s".formatted(where, text);
    }
}
