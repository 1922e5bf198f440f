package io.tickstream.console.overview;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.tickstream.console.ConsoleConfig;
import io.tickstream.console.answer.Asked.Range;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.data.Companies;
import io.tickstream.console.data.Company;
import io.tickstream.console.ledger.Slot;
import io.tickstream.console.ledger.Slots;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.jaxrs.OutboundSseEventImpl;

/** What happens, told to all who listen: read once for all of them, and not at all while nobody listens. */
@ApplicationScoped
class LiveEvents {
    static final Set<String> TOPICS = Set.of("overview", "ticks", "companies");

    private static final Logger LOG = Logger.getLogger(LiveEvents.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final int RECONNECT_MILLIS = 3_000;
    private static final int NEWEST = 50;

    /** As far back as receipts and rows may be late. */
    private static final Duration CHANGING = Duration.ofMinutes(2);

    private final Overviews overviews;
    private final Slots slots;
    private final Companies companies;
    private final ObjectMapper json;
    private final Duration period;
    private final Clock clock;
    private final Multi<List<Event>> all;

    private Map<Instant, Slot> knownSlots = Map.of();
    private Set<UUID> knownCompanies = Set.of();
    private boolean first = true;

    LiveEvents(
            Overviews overviews,
            Slots slots,
            Companies companies,
            ObjectMapper json,
            ConsoleConfig config,
            Clock clock) {
        this.overviews = overviews;
        this.slots = slots;
        this.companies = companies;
        this.json = json;
        this.period = config.period();
        this.clock = clock;
        this.all = Multi.createFrom()
                .ticks()
                .every(EVERY)
                .onOverflow()
                .drop()
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(tick -> look())
                .onSubscription()
                .invoke(() -> first = true)
                .broadcast()
                .withCancellationAfterLastSubscriberDeparture()
                .toAllSubscribers();
    }

    private record Event(String topic, String name, String json) {}

    private record NewCompanies(List<Company> companies) {}

    /** The events of these topics from now on. */
    Multi<OutboundSseEvent> of(Set<String> topics) {
        return all.onItem()
                .transformToIterable(events -> events)
                .filter(event -> topics.contains(event.topic()))
                .map(LiveEvents::sse);
    }

    private static OutboundSseEvent sse(Event event) {
        return new OutboundSseEventImpl.BuilderImpl()
                .name(event.name())
                .reconnectDelay(RECONNECT_MILLIS)
                .data(event.json())
                .build();
    }

    private List<Event> look() {
        List<Event> events = new ArrayList<>();
        add(events, "overview", "overview", overviews.look());
        try {
            for (Slot slot : changedSlots()) {
                add(events, "ticks", "tick", slot);
            }
            List<Company> landed = newCompanies();
            if (!landed.isEmpty()) {
                add(events, "companies", "companies", new NewCompanies(landed));
            }
            first = false;
        } catch (ServerAway e) {
            LOG.debugf("Nothing to tell of ticks and companies: %s", e.getMessage()); // the overview tells
        } catch (RuntimeException e) { // or all who listen would lose the rest, too
            LOG.error("Ticks and companies cannot be told, and that is a bug", e);
        }
        return events;
    }

    private List<Slot> changedSlots() throws ServerAway {
        long millis = period.toMillis();
        Instant end = Instant.ofEpochMilli(Math.floorDiv(clock.millis(), millis) * millis + millis);
        Map<Instant, Slot> now = new HashMap<>();
        List<Slot> changed = new ArrayList<>();
        for (Slot slot : slots.of(new Range(end.minus(CHANGING), end))) {
            now.put(slot.slot(), slot);
            if (!first && !slot.equals(knownSlots.get(slot.slot()))) {
                changed.add(slot);
            }
        }
        knownSlots = now;
        return changed;
    }

    private List<Company> newCompanies() throws ServerAway {
        List<Company> newest = companies.newest(NEWEST, null).companies();
        Set<UUID> ids = new HashSet<>();
        newest.forEach(company -> ids.add(company.id()));
        List<Company> landed = first
                ? List.of()
                : newest.stream()
                        .filter(company -> !knownCompanies.contains(company.id()))
                        .toList();
        knownCompanies = ids;
        return landed;
    }

    private void add(List<Event> events, String topic, String name, Object data) {
        try {
            events.add(new Event(topic, name, json.writeValueAsString(data)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Records of ours can be written as JSON", e);
        }
    }
}
