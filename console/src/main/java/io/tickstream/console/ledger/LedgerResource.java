package io.tickstream.console.ledger;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.smallrye.common.annotation.Blocking;
import io.tickstream.console.ConsoleConfig;
import io.tickstream.console.answer.Asked;
import io.tickstream.console.answer.ServerAway;
import io.tickstream.console.answer.Trouble;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** The ledger by slot and by tick. */
@Path("/api/ticks")
@Blocking
@Tag(name = "Ticks")
class LedgerResource {
    private static final Duration USUAL = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(6);

    private final Slots slots;
    private final Ticks ticks;
    private final Clock clock;
    private final Duration period;

    LedgerResource(Slots slots, Ticks ticks, Clock clock, ConsoleConfig config) {
        this.slots = slots;
        this.ticks = ticks;
        this.clock = clock;
        this.period = config.period();
    }

    record Ledger(
            Instant from,
            Instant to,
            long periodSeconds,
            List<Slot> slots,
            Map<String, Long> counts,
            List<Trouble> problems) {}

    @GET
    @Operation(
            summary = "Every slot of a range, and what became of it",
            description = "from, to: times in UTC, 6 hours apart at most; by default the last hour.")
    public Ledger ledger(@RestQuery String from, @RestQuery String to) throws ServerAway {
        Asked.Range range = whole(Asked.range(from, to, USUAL, LONGEST, clock));
        List<Slot> found = slots.of(range);
        return new Ledger(
                range.from(),
                range.to(),
                period.toSeconds(),
                found,
                found.stream().collect(groupingBy(Slot::state, TreeMap::new, counting())),
                List.of());
    }

    @GET
    @Path("/{slot}/{id}")
    @Operation(summary = "One tick: its receipt, its records and their way")
    public Tick tick(String slot, String id) throws ServerAway {
        return ticks.find(Asked.moment("slot", slot), Asked.uuid("id", id)).orElseThrow(NotFoundException::new);
    }

    /** The same for whoever looks within a period. */
    private Asked.Range whole(Asked.Range range) {
        long millis = period.toMillis();
        return new Asked.Range(
                Instant.ofEpochMilli(Math.floorDiv(range.from().toEpochMilli(), millis) * millis),
                Instant.ofEpochMilli(-Math.floorDiv(-range.to().toEpochMilli(), millis) * millis));
    }
}
