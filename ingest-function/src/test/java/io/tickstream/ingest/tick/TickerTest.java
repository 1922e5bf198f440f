package io.tickstream.ingest.tick;

import static io.tickstream.ingest.Samples.TICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tickstream.contract.Identity;
import io.tickstream.contract.avro.CompanyEvent;
import io.tickstream.ingest.Configs;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Outcome;
import io.tickstream.ingest.Receipt;
import io.tickstream.ingest.Receipt.Counts;
import io.tickstream.ingest.Samples;
import io.tickstream.ingest.Tick;
import io.tickstream.ingest.gate.FakeSchedule;
import io.tickstream.ingest.publish.FakeKafka;
import io.tickstream.ingest.source.FakeSource;
import io.tickstream.ingest.source.Fetch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TickerTest {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:10.050Z");

    private final IngestConfig config = Configs.defaults();
    private final FakeSchedule schedule = new FakeSchedule();
    private final FakeSource source = new FakeSource();
    private final FakeKafka kafka = new FakeKafka(config);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Ticker ticker = new Ticker(
            config,
            schedule.gate(config),
            source,
            kafka.publisher(),
            kafka.receipts(),
            new TickMetrics(meters, kafka.receipts(), clock),
            clock);

    @Test
    void delivers_companies_and_rejections_and_then_the_receipt() {
        source.brings(tick -> arrived(tick, 10, 2));

        Receipt receipt = run(TICK).receipt();

        assertThat(receipt.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(receipt.counts()).isEqualTo(new Counts(12, 10, 2));
        assertThat(receipt.sourceStatus()).hasValue(200);
        assertThat(receipt.reason()).isEmpty();
        assertThat(receipt.times().started()).isEqualTo(NOW);
        assertThat(receipt.functionVersion()).isEqualTo("1.2.3");
        assertThat(kafka.companies())
                .extracting(CompanyEvent::getId)
                .containsExactlyElementsOf(IntStream.range(0, 10)
                        .mapToObj(index -> Identity.company(TICK.id(), index))
                        .toList());
        assertThat(kafka.rejections()).hasSize(2);
        assertThat(kafka.receipts().flush(LONG_ENOUGH)).isTrue();
        assertThat(kafka.landedReceipts()).hasSize(1);
    }

    @Test
    void makes_the_same_records_of_a_tick_that_is_repeated() {
        source.brings(tick -> arrived(tick, 10, 0));

        run(TICK);
        run(TICK);

        List<CompanyEvent> twice = kafka.companies();
        assertThat(twice).hasSize(20);
        assertThat(twice.subList(10, 20)).isEqualTo(twice.subList(0, 10));
    }

    @Test
    void accounts_for_an_empty_answer() {
        source.brings(tick -> new Fetch.Empty(200));

        Receipt receipt = run(TICK).receipt();

        assertThat(receipt.outcome()).isEqualTo(Outcome.EMPTY);
        assertThat(receipt.counts()).isEqualTo(Counts.NONE);
    }

    @Test
    void accounts_for_an_answer_that_cannot_be_read() {
        source.brings(tick -> new Fetch.Unreadable(List.of(Samples.rejection(tick, -1)), 200));

        Receipt receipt = run(TICK).receipt();

        assertThat(receipt.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(receipt.counts()).isEqualTo(new Counts(1, 0, 1));
        assertThat(receipt.reason()).contains("name is a number, not a text");
        assertThat(kafka.rejections()).hasSize(1);
    }

    @Test
    void accounts_for_a_source_that_is_unavailable() {
        source.brings(tick -> new Fetch.Unavailable("down", OptionalInt.of(503), Optional.of(Duration.ofSeconds(9))));

        Ticked ticked = run(TICK);

        assertThat(ticked.receipt().outcome()).isEqualTo(Outcome.SOURCE_UNAVAILABLE);
        assertThat(ticked.receipt().sourceStatus()).hasValue(503);
        assertThat(ticked.receipt().reason()).contains("down");
        assertThat(ticked.retryAfter()).contains(Duration.ofSeconds(9));
    }

    @Test
    void accounts_for_a_broker_that_is_away_and_keeps_the_receipt() {
        source.brings(tick -> arrived(tick, 10, 0));
        kafka.goesAway();

        Receipt receipt = run(TICK).receipt();

        assertThat(receipt.outcome()).isEqualTo(Outcome.PUBLISH_FAILED);
        assertThat(receipt.counts()).isEqualTo(new Counts(10, 0, 0));
        assertThat(receipt.reason()).contains("Kafka is away");
        assertThat(kafka.receipts().waiting()).isEqualTo(1);
    }

    @Test
    void asks_no_source_while_the_schedule_is_paused() {
        source.brings(tick -> {
            throw new AssertionError("asked");
        });
        schedule.holds("paused");

        assertThat(run(TICK).receipt().outcome()).isEqualTo(Outcome.PAUSED);
    }

    @Test
    void notes_a_tick_that_comes_while_another_runs_and_lets_that_one_end() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        source.brings(tick -> {
            running.countDown();
            await().until(() -> end.getCount() == 0);
            return arrived(tick, 1, 0);
        });
        CompletableFuture<Ticked> slow = CompletableFuture.supplyAsync(() -> run(TICK));
        running.await();

        Receipt skipped = run(Samples.tick(1)).receipt();
        end.countDown();

        assertThat(skipped.outcome()).isEqualTo(Outcome.SKIPPED_OVERLAP);
        assertThat(skipped.tick()).isEqualTo(Samples.tick(1));
        assertThat(slow.join().receipt().outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(run(Samples.tick(2)).receipt().outcome()).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void accounts_for_a_tick_that_broke_and_runs_the_next_one() {
        source.brings(tick -> {
            throw new IllegalStateException("a bug");
        });
        Receipt broken = run(TICK).receipt();
        assertThat(broken.outcome()).isEqualTo(Outcome.PUBLISH_FAILED);
        assertThat(broken.reason().orElseThrow()).contains("a bug");

        source.brings(tick -> arrived(tick, 1, 0));
        assertThat(run(Samples.tick(1)).receipt().outcome()).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void runs_no_tick_once_it_is_stopped() {
        assertThat(ticker.stop(LONG_ENOUGH)).isTrue();

        assertThatThrownBy(() -> ticker.run(TICK)).isInstanceOf(Stopping.class).hasMessageContaining("shutting down");
        assertThat(kafka.landedReceipts()).isEmpty();
    }

    @Test
    void refuses_a_tick_while_the_last_one_still_runs_towards_the_stop() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Ticked> slow = runUntil(end);
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> ticker.stop(LONG_ENOUGH));
        await().until(ticker::isStopping);

        assertThatThrownBy(() -> ticker.run(Samples.tick(1))).isInstanceOf(Stopping.class);
        end.countDown();

        assertThat(slow.join().receipt().outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(stopped.join()).isTrue();
        assertThat(kafka.receipts().flush(LONG_ENOUGH)).isTrue();
        assertThat(kafka.landedReceipts()).hasSize(1);
    }

    @Test
    void tells_a_repetition_that_comes_too_early_what_becomes_of_the_running_tick() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Ticked> first = runUntil(end);
        CompletableFuture<Ticked> repetition = CompletableFuture.supplyAsync(() -> run(TICK));
        end.countDown();

        assertThat(repetition.join().receipt().outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(repetition.join().receipt().tick().id())
                .isEqualTo(first.join().receipt().tick().id());
    }

    @Test
    void leaves_no_second_receipt_for_a_repetition_of_the_running_tick() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Ticked> first = runUntil(end);
        CountDownLatch repeating = new CountDownLatch(1);
        Thread repetition = new Thread(() -> {
            repeating.countDown();
            run(TICK);
        });
        repetition.start();
        repeating.await();
        await().until(() -> repetition.getState() == Thread.State.WAITING);
        end.countDown();
        first.join();
        repetition.join();

        assertThat(kafka.receipts().flush(LONG_ENOUGH)).isTrue();
        assertThat(kafka.landedReceipts())
                .extracting(receipt -> receipt.getOutcome().toString())
                .containsExactly("delivered");
    }

    /** Runs {@link Samples#TICK} on another thread; returns when the source has been asked. */
    private CompletableFuture<Ticked> runUntil(CountDownLatch end) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        source.brings(tick -> {
            running.countDown();
            await().until(() -> end.getCount() == 0);
            return arrived(tick, 1, 0);
        });
        CompletableFuture<Ticked> slow = CompletableFuture.supplyAsync(() -> run(TICK));
        running.await();
        return slow;
    }

    private Ticked run(Tick tick) {
        try {
            return ticker.run(tick);
        } catch (Stopping e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void counts_what_it_does() {
        source.brings(tick -> arrived(tick, 10, 2));
        run(TICK);

        assertThat(meters.counter("ingest.ticks", "outcome", "delivered").count())
                .isEqualTo(1);
        assertThat(meters.counter("ingest.ticks", "outcome", "paused").count()).isZero();
        assertThat(meters.counter("ingest.records.fetched").count()).isEqualTo(12);
        assertThat(meters.counter("ingest.records.published").count()).isEqualTo(10);
        assertThat(meters.counter("ingest.records.rejected", "reason", "wrong_type")
                        .count())
                .isEqualTo(2);
        assertThat(meters.timer("ingest.fetch").count()).isEqualTo(1);
        assertThat(meters.timer("ingest.publish").count()).isEqualTo(1);
        assertThat(meters.get("ingest.last.delivery.timestamp").gauge().value())
                .isEqualTo((double) NOW.getEpochSecond());
    }

    private static Fetch arrived(Tick tick, int companies, int rejections) {
        return new Fetch.Arrived(
                IntStream.range(0, companies)
                        .mapToObj(index -> Samples.profile(tick, index))
                        .toList(),
                IntStream.range(companies, companies + rejections)
                        .mapToObj(index -> Samples.rejection(tick, index))
                        .toList(),
                200);
    }
}
