package io.tickstream.ingest.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tickstream.contract.Identity;
import io.tickstream.fuzz.Draw;
import io.tickstream.fuzz.Fuzz;
import io.tickstream.fuzz.RawHttp;
import io.tickstream.ingest.Samples;
import io.tickstream.ingest.Tick;
import io.tickstream.ingest.loopback.Loopback;
import io.tickstream.ingest.loopback.Scripts;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/**
 * Whatever is sent as an event is taken or refused with its status, over HTTP too; and what is taken makes the same tick
 * however often, in whichever order and in whichever mode it is sent. {@link HostileEventsTest} looks at the ledger.
 */
@QuarkusTest
@WithTestResource(Loopback.class)
class EventFuzzTest {
    private static final int ONE_IN_SO_MANY_OVER_HTTP = 10;
    private static final String SOURCE = "fakerapi";

    /** Refused by the HTTP server itself, with a status or by hanging up: the request is no HTTP. */
    private static final Set<Integer> NOT_HTTP = Set.of(0, 400, 413, 414, 431);

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    Loopback loopback;

    private final Instant now = Instant.now();
    private final EventReader reader = new EventReader(Clock.fixed(now, ZoneOffset.UTC));
    private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();

    private record Read(Optional<TriggerEvent> event, Optional<RefusedEvent> refused) {}

    @Test
    void whatever_is_sent_is_taken_or_refused_and_makes_the_same_tick_again() throws InterruptedException {
        loopback.source().plays(Scripts.good(1));
        Fuzz fuzz = Fuzz.of("events").at(2);

        fuzz.run(draw -> {
            if (draw.once(5)) {
                inEitherMode(draw);
            } else {
                anyEvent(draw);
            }
        });

        if (fuzz.hasMany()) {
            assertThat(outcomes)
                    .containsKeys(
                            "taken", "format", "json", "attribute", "attribute_missing", "time", "no_event", "204");
        }
    }

    /** The same attributes in headers and in a body; and another ping of the same slot. */
    private void inEitherMode(Draw draw) throws RefusedEvent {
        Map<String, String> attributes = DrawnEvent.attributes(draw, now);
        draw.shows(attributes.toString());
        DrawnEvent binary = DrawnEvent.binary(attributes);
        DrawnEvent structured = DrawnEvent.structured(attributes);

        TriggerEvent event = reader.read(binary.asHeaders(), binary.body());

        assertThat(reader.read(structured.asHeaders(), structured.body())).isEqualTo(event);
        assertThat(event.id()).isEqualTo(attributes.get("id"));
        assertThat(event.time()).contains(Instant.parse(attributes.get("time")));
        Instant slot = Identity.slot(event.time().orElseThrow(), Samples.PERIOD);
        Tick another = Tick.pinged(SOURCE, Samples.PERIOD, slot.plusMillis(draw.below(10_000)), draw.word());
        if (event.isPing()) {
            assertThat(tick(event).id()).isEqualTo(another.id()).isEqualTo(Identity.tick(SOURCE, slot));
        } else {
            assertThat(tick(event).id()).isNotEqualTo(another.id());
        }
    }

    private void anyEvent(Draw draw) throws IOException {
        DrawnEvent drawn = DrawnEvent.of(draw, now);
        draw.shows(drawn.toString());

        Read read = read(drawn);

        outcomes.merge(read.refused().map(refused -> refused.reason().code()).orElse("taken"), 1, Integer::sum);
        Read again = read(drawn.reordered(draw));
        assertThat(again.event()).isEqualTo(read.event());
        assertThat(again.refused().isPresent()).isEqualTo(read.refused().isPresent());
        read.refused().ifPresent(refused -> {
            assertThat(refused.problem().answer().getStatus()).isIn(400, 415);
            assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(1000).doesNotContain("\n", "\r");
        });
        if (draw.once(ONE_IN_SO_MANY_OVER_HTTP)) {
            overHttp(drawn, read);
        }
    }

    private void overHttp(DrawnEvent drawn, Read read) throws IOException {
        RawHttp.Answer answer = RawHttp.send(port, drawn.request());

        outcomes.merge(String.valueOf(answer.status()), 1, Integer::sum);
        if (!drawn.isHttp()) {
            assertThat(NOT_HTTP.contains(answer.status())
                            || Set.of(204, 415, 429, 503).contains(answer.status()))
                    .as("answered %s", answer)
                    .isTrue();
        } else if (read.refused().isPresent()) {
            assertThat(answer.status())
                    .as("answered %s", answer)
                    // what is no media type at all is refused before anybody reads the event
                    .isIn(read.refused().get().problem().answer().getStatus(), 415);
            assertThat(answer.header("Content-Type").orElse("")).startsWith("application/problem+json");
        } else {
            // 415: an event in headers needs no body, but what Content-Type says must be a media type
            assertThat(answer.status()).as("answered %s", answer).isIn(204, 415, 429, 503);
            TriggerEvent event = read.event().orElseThrow();
            if (answer.status() == 204 && event.time().isPresent()) {
                assertThat(answer.header("Tick-Id")).contains(tick(event).id().toString());
            }
        }
    }

    private Read read(DrawnEvent drawn) {
        try {
            return new Read(Optional.of(reader.read(drawn.asHeaders(), drawn.body())), Optional.empty());
        } catch (RefusedEvent e) {
            return new Read(Optional.empty(), Optional.of(e));
        }
    }

    private static Tick tick(TriggerEvent event) {
        return event.isPing()
                ? Tick.pinged(SOURCE, Samples.PERIOD, event.time().orElseThrow(), event.id())
                : Tick.byHand(SOURCE, Samples.PERIOD, event.time().orElseThrow(), event.name());
    }
}
