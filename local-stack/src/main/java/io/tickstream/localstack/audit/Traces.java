package io.tickstream.localstack.audit;

/**
 * What a tick has left in the tables besides its receipt.
 *
 * @param landed rows in companies_created, 0 or more
 * @param undecodable companies that the job could not decode, in the table rejected; 0 or more
 * @param rejections rejections of the function's, in the table rejected; 0 or more
 * @param receipts receipts that the job could not decode, in the table rejected; 0 or more
 * @param resolved rejections of the function's that left that table for the table resolved; 0 or more
 */
public record Traces(long landed, int undecodable, int rejections, int receipts, int resolved) {
    /** Of a tick that was never made. */
    public static final Traces NONE = new Traces(0, 0, 0, 0, 0);

    /** Records of the tick in the table rejected, from both stages. */
    int rejected() {
        return undecodable + rejections;
    }

    /** What came out of the companies that were published: a row, or a rejection by the job. */
    long companies() {
        return landed + undecodable;
    }

    boolean any() {
        return landed + undecodable + rejections + receipts > 0;
    }

    Traces withLanded(long rows) {
        return new Traces(rows, undecodable, rejections, receipts, resolved);
    }

    /**
     * One more row of the table rejected.
     *
     * @param stage source or landing
     * @param topic where the job read it; null or empty at stage source
     */
    Traces withRejection(String stage, String topic) {
        if (!"landing".equals(stage)) {
            return new Traces(landed, undecodable, rejections + 1, receipts, resolved);
        }
        return switch (topic == null ? "" : topic) {
            case "ticks" -> new Traces(landed, undecodable, rejections, receipts + 1, resolved);
            // the function's rejection itself could not be decoded, and lands in its place
            case "companies_rejected" -> new Traces(landed, undecodable, rejections + 1, receipts, resolved);
            default -> new Traces(landed, undecodable + 1, rejections, receipts, resolved);
        };
    }

    /**
     * One row of the table resolved.
     *
     * @param stage source or landing; what the job could not read is put back as another record of the same tick
     */
    Traces withResolved(String stage) {
        return "source".equals(stage) ? new Traces(landed, undecodable, rejections, receipts, resolved + 1) : this;
    }
}
