package io.tickstream.ingest;

/** What became of a tick. The contract's schema of the receipt says what each means to its readers. */
public enum Outcome {
    /** Every company that was fetched is acknowledged by the broker or rejected. */
    DELIVERED("delivered", false),
    /** The source answered without a company. */
    EMPTY("empty", false),
    /** Nothing of the answer could be read. */
    REJECTED("rejected", false),
    /** The source did not answer, or asked to be left alone. */
    SOURCE_UNAVAILABLE("source_unavailable", true),
    /** The broker or the registry did not take what the tick had. */
    PUBLISH_FAILED("publish_failed", true),
    /** The gate is closed. */
    PAUSED("paused", false),
    /** The tick before still ran. */
    SKIPPED_OVERLAP("skipped_overlap", false);

    private final String code;
    private final boolean worthRetrying;

    Outcome(String code, boolean worthRetrying) {
        this.code = code;
        this.worthRetrying = worthRetrying;
    }

    /** The name in a receipt. */
    public String code() {
        return code;
    }

    /** Whether the same tick may come out better if it is asked for again soon. */
    public boolean worthRetrying() {
        return worthRetrying;
    }
}
