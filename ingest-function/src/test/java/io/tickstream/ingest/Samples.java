package io.tickstream.ingest;

import io.tickstream.contract.Identity;
import io.tickstream.ingest.enrich.Enrichment;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Ticks and what belongs to them, for tests that need some and care little which. */
public final class Samples {
    public static final Duration PERIOD = Duration.ofSeconds(10);
    public static final Instant SLOT = Instant.parse("2026-11-22T12:00:10Z");
    public static final Tick TICK = Tick.scheduled("fakerapi", PERIOD, SLOT);

    private Samples() {}

    /** The tick so many periods after {@link #TICK}. */
    public static Tick tick(int number) {
        return Tick.scheduled("fakerapi", PERIOD, SLOT.plus(PERIOD.multipliedBy(number)));
    }

    public static Profile profile(Tick tick, int index) {
        return new Profile(
                Identity.company(tick.id(), index),
                OptionalLong.of(index + 1),
                "Company " + index,
                Optional.of("info@company.example"),
                Optional.of("0012"),
                Optional.of("+4912"),
                "Chad",
                Optional.of("[{\"city\":\"Abéché\"}]"),
                Optional.of("https://company.example"),
                Optional.of("https://company.example/logo.png"),
                Optional.of("{\"firstname\":\"Ann\"}"));
    }

    public static Company company(Tick tick, int index) {
        return Enrichment.enrich(profile(tick, index));
    }

    public static Rejection rejection(Tick tick, int index) {
        ByteBuffer bytes = ByteBuffer.wrap("{\"name\":7}".getBytes(StandardCharsets.UTF_8));
        return new Rejection.Place(tick, URI.create("http://127.0.0.1/companies"), index)
                .reject(Rejection.Reason.WRONG_TYPE, "name is a number, not a text", bytes, bytes.remaining());
    }

    public static Receipt receipt(Tick tick) {
        return new Receipt(
                tick,
                "fakerapi",
                Outcome.DELIVERED,
                new Receipt.Counts(11, 10, 1),
                OptionalInt.of(200),
                Optional.empty(),
                new Receipt.Times(SLOT, SLOT.plusMillis(70), Duration.ofMillis(40), Duration.ofMillis(30)),
                "1.2.3");
    }
}
