package io.tickstream.ingest.publish;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tickstream.contract.Topic;
import io.tickstream.contract.WireFormat;
import io.tickstream.contract.avro.CompanyEvent;
import io.tickstream.contract.avro.TickReceipt;
import io.tickstream.ingest.Company;
import io.tickstream.ingest.Deadline;
import io.tickstream.ingest.Profile;
import io.tickstream.ingest.Receipt;
import io.tickstream.ingest.Rejection;
import io.tickstream.ingest.Tick;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/** Our records as Kafka's: Avro in the contract's frame, keyed by tick. */
@ApplicationScoped
@RegisterForReflection(
        targets = {CompanyEvent.class, io.tickstream.contract.avro.Rejection.class, TickReceipt.class},
        registerFullHierarchy = false)
class Events {
    private static final String AT_SOURCE = "source";

    /** A company with its addresses and contact takes somewhat less. */
    private static final int USUAL_BYTES = 2560;

    private final SchemaIds schemaIds;

    Events(SchemaIds schemaIds) {
        this.schemaIds = schemaIds;
    }

    Parcel of(Tick tick, Company company, Deadline deadline) throws PublishFailed {
        Profile profile = company.profile();
        Company.Figures figures = company.figures();
        CompanyEvent event = new CompanyEvent();
        event.setTickId(tick.id());
        event.setId(profile.id());
        event.setTimestampColumn(tick.slot());
        event.setSourceId(profile.sourceId().isPresent() ? profile.sourceId().getAsLong() : null);
        event.setName(profile.name());
        event.setEmail(profile.email().orElse(null));
        event.setVat(profile.vat().orElse(null));
        event.setPhone(profile.phone().orElse(null));
        event.setCountry(profile.country());
        event.setAddresses(profile.addresses().orElse(null));
        event.setWebsite(profile.website().orElse(null));
        event.setImage(profile.image().orElse(null));
        event.setContact(profile.contact().orElse(null));
        event.setRevenue(figures.revenue());
        event.setNumberOfEmployees(figures.employees());
        event.setSector(figures.sector());
        event.setFoundedDate(figures.founded());
        event.setValuation(figures.valuation());
        event.setInvestmentReceived(figures.investmentReceived());
        return parcel(Topic.COMPANIES_CREATED, tick, event, deadline);
    }

    Parcel of(Tick tick, Rejection rejection, Deadline deadline) throws PublishFailed {
        var event = new io.tickstream.contract.avro.Rejection();
        event.setId(rejection.id());
        event.setAt(tick.slot());
        event.setStage(AT_SOURCE);
        event.setReason(rejection.reason().code());
        event.setCause(rejection.cause());
        event.setTickId(tick.id());
        event.setSourceUrl(rejection.askedUrl().toString());
        event.setPayload(rejection.payload().duplicate());
        event.setPayloadSize(rejection.payloadSize());
        return parcel(Topic.COMPANIES_REJECTED, tick, event, deadline);
    }

    Parcel of(Receipt receipt, Deadline deadline) throws PublishFailed {
        Tick tick = receipt.tick();
        TickReceipt event = new TickReceipt();
        event.setId(tick.id());
        event.setSlot(tick.slot());
        event.setSource(receipt.source());
        event.setTrigger(tick.trigger().code());
        event.setOutcome(receipt.outcome().code());
        event.setFetched(receipt.counts().fetched());
        event.setPublished(receipt.counts().published());
        event.setRejected(receipt.counts().rejected());
        event.setSourceStatus(
                receipt.sourceStatus().isPresent() ? receipt.sourceStatus().getAsInt() : null);
        event.setReason(receipt.reason().orElse(null));
        event.setStartedAt(receipt.times().started());
        event.setFinishedAt(receipt.times().finished());
        event.setFetchMs(millis(receipt.times().fetch()));
        event.setPublishMs(millis(receipt.times().publish()));
        event.setFunctionVersion(receipt.functionVersion());
        event.setEventId(tick.eventId().orElse(null));
        return parcel(Topic.TICKS, tick, event, deadline);
    }

    private <T extends SpecificRecordBase> Parcel parcel(Topic topic, Tick tick, T event, Deadline deadline)
            throws PublishFailed {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        // unbuffered: its buffer would be as large as the event, and new for each
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<T>(event.getSchema(), event.getSpecificData()).write(event, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: an array of bytes is written", e);
        }
        byte[] value = WireFormat.frame(schemaIds.of(topic, deadline), bytes.toByteArray());
        return new Parcel(topic, tick.id().toString(), value);
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
