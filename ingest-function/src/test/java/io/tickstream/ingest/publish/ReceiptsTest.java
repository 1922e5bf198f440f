package io.tickstream.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickstream.contract.Topic;
import io.tickstream.contract.avro.TickReceipt;
import io.tickstream.ingest.Configs;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Samples;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
    private static final IngestConfig CONFIG = Configs.with(
            "ingest.backlog.max-receipts",
            "5",
            "ingest.backlog.retry-after",
            "PT0.02S",
            "ingest.publish-timeout",
            "PT0.5S");
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

    private final FakeBroker broker = new FakeBroker();
    private final FakeRegistry registry = new FakeRegistry();
    private final Receipts receipts =
            new Receipts(new Events(new SchemaIds(registry, CONFIG)), new Dispatch(broker), CONFIG);

    @AfterEach
    void stop() {
        receipts.stop();
    }

    @Test
    void takes_receipts_to_kafka_in_their_order() {
        record(0, 3);

        assertThat(receipts.flush(LONG_ENOUGH)).isTrue();
        assertThat(landed()).containsExactlyElementsOf(ids(0, 3));
        assertThat(receipts.waiting()).isZero();
    }

    @Test
    void writes_every_field_of_a_receipt() {
        receipts.record(Samples.receipt(Samples.TICK));
        assertThat(receipts.flush(LONG_ENOUGH)).isTrue();

        TickReceipt event = broker.values(Topic.TICKS, TickReceipt.class).get(0);
        assertThat(event.getSlot()).isEqualTo(Samples.SLOT);
        assertThat(event.getSource()).hasToString("fakerapi");
        assertThat(event.getTrigger()).hasToString("schedule");
        assertThat(event.getOutcome()).hasToString("delivered");
        assertThat(event.getFetched()).isEqualTo(11);
        assertThat(event.getPublished()).isEqualTo(10);
        assertThat(event.getRejected()).isEqualTo(1);
        assertThat(event.getSourceStatus()).isEqualTo(200);
        assertThat(event.getReason()).isNull();
        assertThat(event.getStartedAt()).isEqualTo(Samples.SLOT);
        assertThat(event.getFinishedAt()).isEqualTo(Samples.SLOT.plusMillis(70));
        assertThat(event.getFetchMs()).isEqualTo(40);
        assertThat(event.getPublishMs()).isEqualTo(30);
        assertThat(event.getFunctionVersion()).hasToString("1.2.3");
        assertThat(event.getEventId()).isNull();
        assertThat(broker.acknowledged(Topic.TICKS).get(0).key())
                .isEqualTo(Samples.TICK.id().toString());
    }

    @Test
    void keeps_receipts_while_kafka_is_away_and_sends_them_as_soon_as_it_is_back() {
        broker.goesAway();
        record(0, 3);
        await().until(() -> broker.attempts() > 3);
        assertThat(receipts.waiting()).isEqualTo(3);
        assertThat(receipts.trouble()).contains("Kafka is away");

        broker.comesBack();
        await().until(() -> receipts.waiting() == 0);
        assertThat(landed()).containsExactlyElementsOf(ids(0, 3));
        assertThat(receipts.trouble()).isEmpty();
    }

    @Test
    void keeps_receipts_while_the_registry_is_away() {
        registry.goesAway();
        record(0, 2);
        await().until(() -> registry.lookUps() > 3);

        registry.comesBack();
        await().until(() -> receipts.waiting() == 0);
        assertThat(landed()).containsExactlyElementsOf(ids(0, 2));
    }

    @Test
    void keeps_a_receipt_that_the_broker_refuses_without_holding_up_the_others() {
        String first = Samples.tick(0).id().toString();
        broker.refuses(parcel -> parcel.key().equals(first));
        record(0, 3);
        await().until(() -> receipts.waiting() == 1);
        assertThat(landed()).containsExactlyElementsOf(ids(1, 3));

        broker.refuses(parcel -> false);
        await().until(() -> receipts.waiting() == 0);
        assertThat(landed()).contains(Samples.tick(0).id());
    }

    @Test
    void gives_up_the_oldest_receipts_of_a_full_backlog() {
        broker.goesAway();
        record(0, 8);
        assertThat(receipts.waiting()).isEqualTo(5);
        assertThat(receipts.givenUp()).isEqualTo(3);

        broker.comesBack();
        await().until(() -> receipts.waiting() == 0);
        // the last attempt before may have had older ones in hand
        assertThat(landed()).endsWith(ids(3, 8).toArray(UUID[]::new));
    }

    @Test
    void does_not_wait_for_kafka_beyond_the_time_that_flush_is_given() {
        broker.goesAway();
        record(0, 1);

        assertThat(receipts.flush(Duration.ofMillis(50))).isFalse();
    }

    private void record(int from, int to) {
        IntStream.range(from, to).forEach(number -> receipts.record(Samples.receipt(Samples.tick(number))));
    }

    private List<UUID> landed() {
        return broker.values(Topic.TICKS, TickReceipt.class).stream()
                .map(TickReceipt::getId)
                .toList();
    }

    private static List<UUID> ids(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> Samples.tick(number).id())
                .toList();
    }
}
