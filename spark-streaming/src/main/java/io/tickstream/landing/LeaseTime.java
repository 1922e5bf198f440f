package io.tickstream.landing;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Time as a driver sees it, which may stand still for it alone. */
interface LeaseTime {
    /** Since whenever; only differences mean something. */
    long nanos();

    void pause(Duration duration) throws InterruptedException;

    /** Does something again and again, on a thread of its own, until that is closed. */
    Repetition every(Duration period, Runnable task);

    /** Ends when it is closed. */
    interface Repetition extends AutoCloseable {
        @Override
        void close();
    }

    /** Time as it passes for this process. */
    final class OfProcess implements LeaseTime {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // it ends with its thread
        public Repetition every(Duration period, Runnable task) {
            ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
                Thread daemon = new Thread(runnable, "tickstream-lease");
                daemon.setDaemon(true);
                return daemon;
            });
            thread.scheduleWithFixedDelay(task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
            return thread::shutdownNow;
        }
    }
}
