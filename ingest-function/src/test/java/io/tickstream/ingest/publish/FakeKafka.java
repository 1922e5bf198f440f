package io.tickstream.ingest.publish;

import io.tickstream.contract.Topic;
import io.tickstream.contract.avro.CompanyEvent;
import io.tickstream.contract.avro.TickReceipt;
import io.tickstream.ingest.IngestConfig;
import java.util.List;

/** Broker and registry in memory, with the publisher and the receipts before them, for the tests of other packages. */
public final class FakeKafka {
    private final FakeBroker broker = new FakeBroker();
    private final Publisher publisher;
    private final Receipts receipts;

    public FakeKafka(IngestConfig config) {
        Events events = new Events(new SchemaIds(new FakeRegistry(), config));
        Dispatch dispatch = new Dispatch(broker);
        this.publisher = new Publisher(events, dispatch, config);
        this.receipts = new Receipts(events, dispatch, config);
    }

    public Publisher publisher() {
        return publisher;
    }

    public Receipts receipts() {
        return receipts;
    }

    public void goesAway() {
        broker.goesAway();
    }

    public List<CompanyEvent> companies() {
        return broker.values(Topic.COMPANIES_CREATED, CompanyEvent.class);
    }

    public List<io.tickstream.contract.avro.Rejection> rejections() {
        return broker.values(Topic.COMPANIES_REJECTED, io.tickstream.contract.avro.Rejection.class);
    }

    public List<TickReceipt> landedReceipts() {
        return broker.values(Topic.TICKS, TickReceipt.class);
    }
}
