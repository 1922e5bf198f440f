package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import io.tickstream.landing.rollup.MinutePart;
import io.tickstream.landing.rollup.Tally;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * Lands a task's records, then says how old they were when they could be seen, and what their ticks now have in the
 * table.
 *
 * @param rollups whether anybody wants to know the latter
 */
record ReportedLanding(PartitionLanding landing, boolean rollups)
        implements FlatMapFunction<Iterator<Row>, TaskReport> {
    ReportedLanding {
        requireNonNull(landing, "landing");
    }

    @Override
    public Iterator<TaskReport> call(Iterator<Row> records) throws InterruptedException {
        Freshness.Times times = new Freshness.Times(records);
        Written written = landing.land(times);
        Freshness freshness = new Freshness(written.landed(), times.agesAt(System.currentTimeMillis()));
        return List.of(new TaskReport(freshness, rollups ? readBack(written.ticks()) : List.of(), written.made()))
                .iterator();
    }

    private List<MinutePart> readBack(Set<UUID> ticks) throws InterruptedException {
        if (ticks.isEmpty()) {
            return List.of();
        }
        try (CompanyReader reader = CompanyReader.open(landing.cassandra(), landing.outages())) {
            Tally tally = new Tally();
            reader.read(ticks, tally);
            return tally.parts();
        }
    }
}
