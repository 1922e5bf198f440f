package io.tickstream.landing;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.spark.SparkContext;

/**
 * Notices a batch that no executor works on. Spark waits for executors for ever, also on a cluster that has forgotten
 * the application; a driver that is started anew is known to it again.
 */
final class ExecutorWatch {
    private final Duration limit;
    private final BooleanSupplier executors;
    private final BooleanSupplier batchRuns;
    private final LongSupplier nanos;
    private long fine;

    /**
     * A watch that begins now.
     *
     * @param limit how long a batch may be without an executor
     * @param executors whether there is one
     * @param batchRuns whether a batch was begun and has not ended
     * @param nanos a clock that only goes on
     */
    ExecutorWatch(Duration limit, BooleanSupplier executors, BooleanSupplier batchRuns, LongSupplier nanos) {
        this.limit = requireNonNull(limit, "limit");
        this.executors = requireNonNull(executors, "executors");
        this.batchRuns = requireNonNull(batchRuns, "batchRuns");
        this.nanos = requireNonNull(nanos, "nanos");
        this.fine = nanos.getAsLong();
    }

    /** Whether the application has an executor; a local master is one itself. */
    static boolean hasExecutor(SparkContext spark) {
        // one entry is the driver's
        return spark.isLocal() || spark.getExecutorMemoryStatus().size() > 1;
    }

    /** @throws NoExecutor if there was none for too long; to be asked every now and then */
    void look() {
        if (executors.getAsBoolean() || !batchRuns.getAsBoolean()) {
            fine = nanos.getAsLong();
        } else if (nanos.getAsLong() - fine >= limit.toNanos()) {
            throw new NoExecutor(limit);
        }
    }

    /** The cluster gives the job no executor. */
    static final class NoExecutor extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoExecutor(Duration limit) {
            super(
                    "A batch has had no executor for %d s. Either the cluster has no room: its page, or kubectl, shows whether a worker is alive and has the processors and the memory that the job asks for. Or its master was started anew and has forgotten this application: start the job again, and it resumes at the same records. If executors take longer to come here, raise %s"
                            .formatted(limit.toSeconds(), JobSettings.EXECUTOR_TIMEOUT));
        }
    }
}
