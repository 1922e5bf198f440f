package io.tickstream.localstack.audit;

import java.util.Locale;

/** What can be wrong with a slot or a tick. Each is told apart from the tables alone. */
public enum Difference {
    /** No receipt, and nothing in the tables. */
    MISSING("No tick was made in a slot in which one was due. Did the function run, and its trigger? Its log has more. "
            + "Stop it on purpose with ./tickstream schedule pause, which the audit knows of."),
    /** No receipt, but something in the tables. */
    RECEIPT_LOST(
            "The tick was made and left records, but its receipt is gone: the function died before Kafka had it, or it "
                    + "was deleted. No company is missed for that; how many were fetched cannot be told any more."),
    /** Two scheduled ticks with different ids in one slot. */
    DUPLICATED(
            "Two ticks were made in one slot, so its companies are there twice. Two functions run under different names "
                    + "of the source; set INGEST_SOURCE_NAME alike, or stop one of them."),
    /** A scheduled tick between two marks of the period. */
    OFF_THE_CLOCK(
            "A scheduled tick whose slot is no mark of the period. Give the period that was set at that time (--period), "
                    + "or find the second function, which runs with another one."),
    /** The id of a scheduled tick does not follow from source and slot. */
    FOREIGN_ID(
            "The receipt's id does not follow from its source and slot, so that a retry of the tick would not land in "
                    + "the same rows. The function did not write this receipt; find out who did."),
    /** The receipt contradicts itself. */
    SUMS_DISAGREE(
            "The receipt says that all was well, but what it fetched is not what it published and rejected. That is a "
                    + "bug of the function, or somebody changed the receipt."),
    /** Less in companies_created than the broker acknowledged. */
    COMPANIES_MISSING(
            "Companies that Kafka acknowledged are not in companies_created. Is the job behind (./tickstream status)? "
                    + "Then ask again when it has caught up. If not, they were deleted, or lost in Kafka."),
    /** More in companies_created than there can be. */
    COMPANIES_EXTRA(
            "More companies landed than the receipt knows of. Somebody else wrote them; or two attempts of the same "
                    + "tick had answers of different lengths."),
    /** Less in rejected than the broker acknowledged. */
    REJECTIONS_MISSING(
            "Rejections that Kafka acknowledged are not in the table rejected. Is the job behind (./tickstream status)? "
                    + "Then ask again when it has caught up. If not, they were deleted, or lost in Kafka."),
    /** More in rejected than the receipt says. */
    REJECTIONS_EXTRA(
            "More rejections landed than the receipt knows of. Somebody else wrote them; or two attempts of the same "
                    + "tick had answers of different lengths.");

    private final String meaning;

    Difference(String meaning) {
        this.meaning = meaning;
    }

    /** The name in the output. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it means, and what to do. */
    public String meaning() {
        return meaning;
    }

    /** Whether it is a slot without a receipt. */
    public boolean isHole() {
        return this == MISSING || this == RECEIPT_LOST;
    }
}
