package io.tickstream.ingest.trigger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Tick;
import io.tickstream.ingest.tick.Stopping;
import io.tickstream.ingest.tick.Ticker;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** The function's own schedule: a tick on every mark of the clock that the period makes. */
@ApplicationScoped
class ClockTrigger {
    private static final Logger LOG = Logger.getLogger(ClockTrigger.class);
    private static final String JOB = "tick";

    private final IngestConfig config;
    private final Scheduler scheduler;
    private final Ticker ticker;

    ClockTrigger(IngestConfig config, Scheduler scheduler, Ticker ticker) {
        this.config = config;
        this.scheduler = scheduler;
        this.ticker = ticker;
    }

    void onStart(@Observes StartupEvent event) {
        if (!config.schedule().enabled()) {
            LOG.info("No schedule of our own (ingest.schedule.enabled=false); ticks are made when asked for");
            return;
        }
        scheduler
                .newJob(JOB)
                .setCron(cron(config.period()))
                // an overlapping tick is the ticker's to refuse, since the scheduler would drop it without a receipt
                .setConcurrentExecution(ConcurrentExecution.PROCEED)
                .setTask(execution -> tick(execution.getScheduledFireTime()))
                .schedule();
        LOG.infof(
                "A tick every %s, from source %s",
                config.period(), config.source().name());
    }

    /** Before the ticker is told to stop. */
    void onShutdown(@Observes @Priority(Interceptor.Priority.APPLICATION) ShutdownEvent event) {
        scheduler.unscheduleJob(JOB);
    }

    /** Quartz's way to write the period, which divides a minute. */
    static String cron(Duration period) {
        return period.toSeconds() == 60 ? "0 * * * * ?" : "*/%d * * * * ?".formatted(period.toSeconds());
    }

    private void tick(Instant scheduled) {
        try {
            ticker.run(Tick.scheduled(config.source().name(), config.period(), scheduled));
        } catch (Stopping e) {
            LOG.debugf("No tick of %s: %s", scheduled, e.getMessage());
        }
    }
}
