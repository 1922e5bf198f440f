package io.tickstream.ingest.publish;

import io.tickstream.contract.Topic;
import io.tickstream.ingest.Company;
import io.tickstream.ingest.Deadline;
import io.tickstream.ingest.IngestConfig;
import io.tickstream.ingest.Rejection;
import io.tickstream.ingest.Tick;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Publishes a tick's companies and rejections, and waits until the broker has acknowledged them. */
@ApplicationScoped
public class Publisher {
    private final Events events;
    private final Dispatch dispatch;
    private final Duration timeout;

    Publisher(Events events, Dispatch dispatch, IngestConfig config) {
        this.events = events;
        this.dispatch = dispatch;
        this.timeout = config.publishTimeout();
    }

    /**
     * Publishes everything, or as much as the broker takes within the publish timeout. If registry or broker cannot be
     * reached at all, nothing is published.
     */
    public Publication publish(Tick tick, List<Company> companies, List<Rejection> rejections) {
        if (companies.isEmpty() && rejections.isEmpty()) {
            return new Publication(0, 0, Optional.empty());
        }
        Deadline deadline = Deadline.in(timeout);
        try {
            List<Parcel> parcels = new ArrayList<>(companies.size() + rejections.size());
            for (Company company : companies) {
                parcels.add(events.of(tick, company, deadline));
            }
            for (Rejection rejection : rejections) {
                parcels.add(events.of(tick, rejection, deadline));
            }
            return count(parcels, dispatch.send(parcels, deadline));
        } catch (PublishFailed e) {
            return new Publication(0, 0, Optional.of(e.getMessage()));
        }
    }

    private static Publication count(List<Parcel> parcels, List<Optional<String>> refusals) {
        int published = 0;
        int rejected = 0;
        Optional<String> failure = Optional.empty();
        for (int i = 0; i < parcels.size(); i++) {
            Optional<String> refusal = refusals.get(i);
            if (refusal.isPresent()) {
                failure = failure.or(() -> refusal);
            } else if (parcels.get(i).topic() == Topic.COMPANIES_CREATED) {
                published++;
            } else {
                rejected++;
            }
        }
        return new Publication(published, rejected, failure);
    }
}
