package io.tickstream.benchmarks.landing;

import com.datastax.oss.driver.api.core.CqlSession;
import java.io.IOException;

/** Lets a contender land everything once, measures it, and believes nothing that it has not read back. */
final class Contest {
    private final CqlSession session;
    private final Stopwatch stopwatch;
    private final Verification verification;
    private final int records;

    /** @param cassandra the process */
    Contest(CqlSession session, long cassandra, Verification verification, int records) {
        this.session = session;
        this.stopwatch = new Stopwatch(session, cassandra);
        this.verification = verification;
        this.records = records;
    }

    Measurement run(Contender contender, ContenderProcess process) throws IOException, InterruptedException {
        Tables.empty(session);
        stopwatch.awaitRest();
        Measurement measurement = contender.table().isPresent()
                ? stopwatch.untilLastWrite(process, contender.tables(), records)
                : stopwatch.untilDone(process, records);
        contender.table().ifPresent(table -> verification.check(session, table));
        return measurement;
    }
}
