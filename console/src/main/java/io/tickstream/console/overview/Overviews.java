package io.tickstream.console.overview;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import io.quarkus.cache.CacheResult;
import io.tickstream.console.ConsoleConfig;
import io.tickstream.console.answer.Asked.Range;
import io.tickstream.console.answer.Gathering;
import io.tickstream.console.answer.Rates;
import io.tickstream.console.answer.Server;
import io.tickstream.console.deadletters.Letters;
import io.tickstream.console.kafka.Topics;
import io.tickstream.console.ledger.Slots;
import io.tickstream.console.ledger.TickSum;
import io.tickstream.console.overview.Overview.Hop;
import io.tickstream.console.overview.Overview.State;
import io.tickstream.console.schedule.Function;
import io.tickstream.console.schedule.ScheduleTables;
import io.tickstream.console.spark.Job;
import io.tickstream.contract.Schedule;
import io.tickstream.contract.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.eclipse.microprofile.context.ManagedExecutor;

/** Asks every server at the same time how it does, once for all who look. */
@ApplicationScoped
class Overviews {
    /** How far back the last tick is looked for. */
    private static final Duration LOOK_BACK = Duration.ofMinutes(10);

    private static final Duration RATE_WINDOW = Duration.ofMinutes(1);

    /** After so many periods without a tick something is wrong. */
    private static final int PERIODS_OF_GRACE = 3;

    private final ConsoleConfig config;
    private final Slots slots;
    private final ScheduleTables schedule;
    private final Letters letters;
    private final Function function;
    private final Topics topics;
    private final Job job;
    private final Rates rates;
    private final ManagedExecutor executor;
    private final Clock clock;

    Overviews(
            ConsoleConfig config,
            Slots slots,
            ScheduleTables schedule,
            Letters letters,
            Function function,
            Topics topics,
            Job job,
            Rates rates,
            ManagedExecutor executor,
            Clock clock) {
        this.config = config;
        this.slots = slots;
        this.schedule = schedule;
        this.letters = letters;
        this.function = function;
        this.topics = topics;
        this.job = job;
        this.rates = rates;
        this.executor = executor;
        this.clock = clock;
    }

    /** What the servers told at one time. */
    private record Told(
            Instant now,
            Optional<List<Slots.Entry>> ledger,
            Optional<Optional<ScheduleTables.Change>> gate,
            Optional<Optional<String>> function,
            Optional<Topics.Reading> kafka,
            Optional<Job.Figures> job) {
        boolean isPaused() {
            return gate.flatMap(change -> change)
                    .filter(change -> Schedule.PAUSED.equals(change.state()))
                    .isPresent();
        }

        /** The one that ended last: several may be of one slot. */
        Optional<Slots.Entry> newest(Predicate<TickSum> which) {
            return ledger.flatMap(entries -> entries.stream()
                    .filter(entry -> which.test(entry.tick()))
                    .max(comparing(Slots.Entry::finished, nullsFirst(naturalOrder()))));
        }

        Instant newestSlot(Predicate<TickSum> which) {
            return newest(which).map(Slots.Entry::slot).orElse(null);
        }

        Double aMinute(ToIntFunction<TickSum> what) {
            Instant since = now.minus(RATE_WINDOW);
            return ledger.map(entries -> (double) entries.stream()
                            .filter(entry -> !entry.slot().isBefore(since))
                            .mapToInt(entry -> what.applyAsInt(entry.tick()))
                            .sum())
                    .orElse(null);
        }
    }

    @CacheResult(cacheName = "overview")
    Overview look() {
        Gathering parts = new Gathering(executor);
        Instant now = clock.instant();
        Range recently = recently(now);
        Supplier<Optional<List<Slots.Entry>>> ledger = parts.read(() -> slots.entries(recently));
        Supplier<Optional<Optional<ScheduleTables.Change>>> gate = parts.read(schedule::now);
        Supplier<Optional<Integer>> rejected =
                parts.read(() -> letters.ofLastDays(1).size());
        Supplier<Optional<Optional<String>>> health = parts.read(function::health);
        Supplier<Optional<Topics.Reading>> kafka = parts.read(topics::read);
        Supplier<Optional<Job.Figures>> figures = parts.read(job::figures);
        Told told = new Told(now, ledger.get(), gate.get(), health.get(), kafka.get(), figures.get());
        Integer rejectedToday = rejected.get().orElse(null);
        return new Overview(
                now,
                config.freshnessObjective().toMillis(),
                told.job()
                        .filter(seen -> seen.freshnessMedianMs().isPresent())
                        .map(seen -> new Overview.Freshness(
                                seen.freshnessMedianMs().get(),
                                seen.freshnessMaxMs().orElse(0L)))
                        .orElse(null),
                told.newest(tick -> true)
                        .map(entry -> new Overview.LastTick(
                                entry.slot(),
                                entry.tick().outcome(),
                                entry.tick().fetched(),
                                entry.tick().published(),
                                entry.tick().rejected()))
                        .orElse(null),
                told.gate().map(Overviews::gate).orElse(null),
                List.of(source(told), function(told), kafka(told), spark(told), cassandra(told)),
                told.job().map(Job.Figures::rowsLanded).orElse(null),
                rejectedToday,
                parts.troubles());
    }

    private static Overview.Gate gate(Optional<ScheduleTables.Change> change) {
        return change.map(is -> new Overview.Gate(is.state(), is.at(), is.by(), is.reason()))
                .orElseGet(() -> new Overview.Gate(Schedule.RUNNING, null, null, null));
    }

    private Hop source(Told told) {
        Optional<Slots.Entry> asked =
                told.newest(tick -> !"paused".equals(tick.outcome()) && !"skipped_overlap".equals(tick.outcome()));
        String outcome = asked.map(entry -> entry.tick().outcome()).orElse("");
        State state;
        if (told.ledger().isEmpty()) {
            state = State.UNKNOWN;
        } else if (outcome.equals("source_unavailable")) {
            state = State.DOWN;
        } else if (outcome.equals("rejected")) {
            state = State.LATE;
        } else if (told.isPaused()) {
            state = State.PAUSED;
        } else {
            state = asked.isEmpty() ? State.IDLE : State.OK;
        }
        boolean troubled = state == State.DOWN || state == State.LATE;
        return new Hop(
                Server.SOURCE.label(),
                "Source",
                state.label(),
                told.aMinute(TickSum::fetched),
                "companies",
                told.newestSlot(tick -> tick.fetched() > 0),
                null,
                null,
                troubled ? asked.map(Slots.Entry::reason).orElse(null) : null,
                troubled
                        ? state == State.DOWN
                                ? Server.SOURCE.remedy()
                                : "Nothing of its last answer could be read; see the dead letters"
                        : null);
    }

    private Hop function(Told told) {
        Instant last = told.newestSlot(tick -> true);
        Instant lateAfter = told.now().minus(config.period().multipliedBy(PERIODS_OF_GRACE));
        State state;
        String detail = told.function().flatMap(degraded -> degraded).orElse(null);
        String remedy = null;
        if (told.function().isEmpty()) {
            state = State.DOWN;
            detail = "It does not answer at %s"
                    .formatted(config.functionUrl().map(Object::toString).orElse("?"));
            remedy = Server.FUNCTION.remedy();
        } else if (told.isPaused()) {
            state = State.PAUSED;
            remedy = "Resume the schedule on the view Schedule";
        } else if (last == null) {
            state = State.IDLE;
            detail = detail == null ? "No tick within ten minutes" : detail;
            remedy = "Is its schedule off, or nobody calling it? Make a tick on the view Schedule";
        } else if (last.isBefore(lateAfter)) {
            state = State.LATE;
            detail = detail == null ? "No tick for more than %d periods".formatted(PERIODS_OF_GRACE) : detail;
            remedy = "See its log: ./tickstream logs function";
        } else {
            state = State.OK;
        }
        return new Hop(
                Server.FUNCTION.label(),
                "Function",
                state.label(),
                told.aMinute(tick -> 1),
                "ticks",
                last,
                null,
                null,
                detail,
                remedy);
    }

    private Hop kafka(Told told) {
        Optional<Topics.TopicView> topic =
                told.kafka().flatMap(reading -> reading.topic(Topic.COMPANIES_CREATED.topicName()));
        boolean leaderless = topic.filter(
                        view -> view.partitions().stream().anyMatch(partition -> partition.leader() == null))
                .isPresent();
        State state = told.kafka().isEmpty() ? State.DOWN : leaderless ? State.LATE : State.OK;
        return new Hop(
                Server.KAFKA.label(),
                "Kafka",
                state.label(),
                topic.map(Topics.TopicView::ratePerMinute).orElse(null),
                "records",
                told.newestSlot(tick -> tick.published() > 0),
                null,
                null,
                state == State.DOWN
                        ? "It does not answer"
                        : leaderless ? "A partition of companies_created has no leader" : null,
                state == State.OK ? null : Server.KAFKA.remedy());
    }

    private Hop spark(Told told) {
        if (told.job().isEmpty()) {
            return new Hop(
                    Server.SPARK.label(),
                    "Spark",
                    State.DOWN.label(),
                    null,
                    "rows",
                    null,
                    null,
                    null,
                    "The landing job does not answer at %s".formatted(config.jobUrl()),
                    Server.SPARK.remedy());
        }
        Job.Figures figures = told.job().get();
        boolean stale = figures.freshnessMaxMs().orElse(0L)
                > config.freshnessObjective().toMillis();
        boolean stuck = figures.lastProgressAt()
                .filter(at -> at.isBefore(told.now().minus(config.period().multipliedBy(PERIODS_OF_GRACE))))
                .isPresent();
        return new Hop(
                Server.SPARK.label(),
                "Spark",
                (stuck || stale ? State.LATE : State.OK).label(),
                rates.perMinute("rows landed", figures.rowsLanded()),
                "rows",
                figures.lastProgressAt().orElse(null),
                figures.offsetsBehind(),
                "records",
                stuck
                        ? "No batch has ended for more than %d periods".formatted(PERIODS_OF_GRACE)
                        : stale ? "The last batch was visible later than its objective" : null,
                stuck
                        ? "See its log: ./tickstream logs job"
                        : stale ? "See the job's web page on the view Servers" : null);
    }

    private static Hop cassandra(Told told) {
        boolean away = told.ledger().isEmpty();
        return new Hop(
                Server.CASSANDRA.label(),
                "Cassandra",
                (away ? State.DOWN : State.OK).label(),
                told.aMinute(TickSum::landed),
                "companies",
                told.newestSlot(tick -> tick.landed() > 0),
                null,
                null,
                away ? "It does not answer" : null,
                away ? Server.CASSANDRA.remedy() : null);
    }

    /** By whole seconds, so that whoever looks at the same time reads once. */
    private static Range recently(Instant now) {
        Instant second = Instant.ofEpochSecond(now.getEpochSecond() + 1);
        return new Range(second.minus(LOOK_BACK), second);
    }
}
