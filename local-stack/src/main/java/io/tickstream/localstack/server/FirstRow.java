package io.tickstream.localstack.server;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.tickstream.contract.Table;
import io.tickstream.localstack.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Waits for the first company of a tick that began after this object did. */
public final class FirstRow {
    private final Site site;
    private final Instant since;

    /** Rows of ticks from now on count. */
    public FirstRow(Site site) {
        this.site = site;
        this.since = Instant.now().minus(site.settings().period());
    }

    /** Whether a row became visible in time. */
    public boolean await(Duration atMost) throws IOException, InterruptedException {
        try (CqlSession session = Cql.session(site, Role.READER)) {
            return Await.until(() -> landed(session), atMost);
        }
    }

    private boolean landed(CqlSession session) {
        LocalDate day = LocalDate.ofInstant(since, ZoneOffset.UTC);
        return landed(session, day) || landed(session, day.plusDays(1)); // around midnight
    }

    private boolean landed(CqlSession session, LocalDate day) {
        for (Row tick : session.execute(
                "SELECT id FROM %s WHERE day = ? AND slot >= ?".formatted(Table.TICKS.qualifiedName()), day, since)) {
            if (session.execute(
                                    "SELECT id FROM %s WHERE tick_id = ? LIMIT 1"
                                            .formatted(Table.COMPANIES_CREATED.qualifiedName()),
                                    tick.getUuid("id"))
                            .one()
                    != null) {
                return true;
            }
        }
        return false;
    }
}
