package io.tickstream.console.schedule;

import com.datastax.oss.driver.api.core.cql.Row;
import io.quarkus.cache.CacheResult;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.cassandra.Tables;
import io.tickstream.contract.Schedule;
import io.tickstream.contract.Table;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The gate as Cassandra has it. */
@ApplicationScoped
public class ScheduleTables {
    private static final String CHANGES = "SELECT changed_at, state, changed_by, reason FROM "
            + Table.SCHEDULE_CHANGES.qualifiedName() + " WHERE name = ? LIMIT ?";
    private static final int KNOWN = 1_000;

    private final Tables tables;

    ScheduleTables(Tables tables) {
        this.tables = tables;
    }

    /**
     * Somebody has paused or resumed the ticks.
     *
     * @param state running or paused
     */
    public record Change(Instant at, String state, String by, String reason) {}

    /** How the gate stands and since when; empty if nobody has ever changed it, so that it runs. */
    public Optional<Change> now() throws ServerAway {
        return tables.rows(Schedule.SELECT, Schedule.NAME).stream()
                .filter(row -> row.getString("state") != null)
                .map(ScheduleTables::change)
                .findFirst();
    }

    /** The newest thousand changes, newest first; two seconds old at most. */
    @CacheResult(cacheName = "schedule-changes")
    public List<Change> changes() throws ServerAway {
        return newest(KNOWN);
    }

    /** The newest changes as they are now, newest first. */
    List<Change> newest(int number) throws ServerAway {
        return tables.rows(CHANGES, Schedule.NAME, number).stream()
                .map(ScheduleTables::change)
                .toList();
    }

    /** Whether the schedule was paused at that time. */
    public static boolean isPaused(List<Change> changes, Instant at) {
        return changes.stream()
                .filter(change -> !change.at().isAfter(at))
                .findFirst()
                .filter(change -> Schedule.PAUSED.equals(change.state()))
                .isPresent();
    }

    private static Change change(Row row) {
        return new Change(
                row.getInstant("changed_at"),
                row.getString("state"),
                row.getString("changed_by"),
                row.getString("reason"));
    }
}
