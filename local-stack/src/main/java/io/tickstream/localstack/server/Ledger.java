package io.tickstream.localstack.server;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.tickstream.contract.Table;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/**
 * The tick ledger of today, as far as it has landed.
 *
 * @param day today in UTC
 * @param ticks receipts of the day, 0 or more
 * @param published companies of the day that the broker acknowledged
 * @param rejected records of the day that could not be read
 * @param lastTick the newest receipt of today, or of yesterday
 */
public record Ledger(LocalDate day, long ticks, long published, long rejected, Optional<Tick> lastTick) {
    /**
     * One receipt; see tick.avsc.
     *
     * @param reason empty if there is none
     */
    public record Tick(
            UUID id,
            Instant slot,
            String trigger,
            String outcome,
            int fetched,
            int published,
            int rejected,
            String reason) {
        /** For people. */
        public String inWords() {
            return "%s %s: %d fetched, %d published, %d rejected%s"
                    .formatted(
                            slot.truncatedTo(ChronoUnit.SECONDS),
                            outcome,
                            fetched,
                            published,
                            rejected,
                            reason.isEmpty() ? "" : " (" + reason + ")");
        }
    }

    /** Reads it from Cassandra. */
    public static Ledger read(Site site) throws IOException {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (CqlSession session = Cql.session(site, Role.READER)) {
            Row sums = session.execute(
                            "SELECT count(*) AS ticks, sum(published) AS published, sum(rejected) AS rejected FROM %s WHERE day = ?"
                                    .formatted(Table.TICKS.qualifiedName()),
                            today)
                    .one();
            Optional<Tick> last = lastTick(session, today).or(() -> lastTick(session, today.minusDays(1)));
            return new Ledger(today, sums.getLong("ticks"), sums.getInt("published"), sums.getInt("rejected"), last);
        }
    }

    private static Optional<Tick> lastTick(CqlSession session, LocalDate day) {
        return Optional.ofNullable(session.execute(
                                "SELECT id, slot, trigger, outcome, fetched, published, rejected, reason FROM %s WHERE day = ? LIMIT 1"
                                        .formatted(Table.TICKS.qualifiedName()),
                                day)
                        .one())
                .map(row -> new Tick(
                        row.getUuid("id"),
                        row.getInstant("slot"),
                        row.getString("trigger"),
                        row.getString("outcome"),
                        row.getInt("fetched"),
                        row.getInt("published"),
                        row.getInt("rejected"),
                        row.getString("reason")));
    }
}
