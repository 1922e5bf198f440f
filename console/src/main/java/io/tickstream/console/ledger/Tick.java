package io.tickstream.console.ledger;

import io.tickstream.console.answer.Trouble;
import io.tickstream.console.data.Company;
import io.tickstream.console.deadletters.Letter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One tick: its receipt, and where its records went.
 *
 * @param complete see {@link TickSum}
 * @param companies those that landed, 1,000 at most
 * @param rejections what was rejected of it, and by whom
 */
public record Tick(
        UUID id,
        Instant slot,
        String source,
        String trigger,
        String outcome,
        Integer sourceStatus,
        String reason,
        Instant startedAt,
        Instant finishedAt,
        int fetchMs,
        int publishMs,
        String functionVersion,
        String eventId,
        int fetched,
        int published,
        int landed,
        int rejected,
        Boolean complete,
        List<Company> companies,
        List<Letter> rejections,
        Path path,
        List<Trouble> problems) {
    /**
     * The way of its records.
     *
     * @param eventId the CloudEvent's id; null for the function's own schedule
     * @param kafka where they stand in the topic; null if that is not known
     */
    public record Path(String eventId, List<Offsets> kafka, Landing landed) {}

    /** Records of the tick in one partition; others may stand between them. */
    public record Offsets(String topic, int partition, long firstOffset, long lastOffset, int records) {}

    /**
     * Its rows.
     *
     * @param writtenAt when the job counted them last; null if it has not
     */
    public record Landing(String table, int rows, Instant writtenAt) {}
}
