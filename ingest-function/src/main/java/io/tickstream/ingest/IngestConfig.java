package io.tickstream.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.tickstream.contract.Identity;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Every setting of the function. A value out of its range stops the start. Durations are written as in ISO 8601
 * ({@code PT4S}) or short ({@code 4s}). The three timeouts together are shorter than the period, so that a tick is over
 * before the next; their defaults follow a short period.
 */
@ConfigMapping(prefix = "ingest")
@DeadlinesFitThePeriod
@FencedSource
public interface IngestConfig {
    /** Whom the function asks. */
    @Valid
    Source source();

    /** Companies asked for per tick; the API's own maximum is 1000. */
    @WithDefault("10")
    @Min(1)
    @Max(Identity.MOST_RECORDS)
    int quantity();

    /**
     * The time from one tick to the next: whole seconds that divide a minute, so that ticks fall on marks of the clock.
     */
    @WithDefault("PT10S")
    @NotNull
    Duration period();

    /** The function's own schedule. */
    Schedule schedule();

    /** Who may pause the ticks. */
    Gate gate();

    /**
     * How long the source has for one tick's answer, from the first connection to the last byte, further attempts
     * included. 10 ms or more; 4 s, or 40 % of a period that is shorter than 10 s.
     */
    @WithName("source-timeout")
    Optional<Duration> configuredSourceTimeout();

    /**
     * How long the broker and the registry have for one tick's records. 300 ms or more; 4 s, or 40 % of a period that is
     * shorter than 10 s.
     */
    @WithName("publish-timeout")
    Optional<Duration> configuredPublishTimeout();

    /**
     * How long a tick waits for Cassandra before it goes by the gate's last known state. 10 ms or more; 0.5 s, or 5 % of
     * a period that is shorter than 10 s.
     */
    @WithName("gate-timeout")
    Optional<Duration> configuredGateTimeout();

    /** The schema registry, without the path of its Confluent API. */
    @WithDefault("http://127.0.0.1:8081")
    @HttpUrl
    URI registryUrl();

    /** Receipts that wait for their way to Kafka. */
    @Valid
    Backlog backlog();

    /**
     * The secret that lets somebody change the gate and make ticks by hand, sent as a bearer token. Needed where the
     * function listens beyond the loopback interface. 16 characters or more, none of them a space.
     */
    Optional<@Pattern(regexp = "\\S{16,}", message = "must have 16 characters or more, none of them a space") String>
            accessToken();

    /** The version that stands in the receipts. */
    @WithDefault("${quarkus.application.version}")
    String version();

    /** Whom the function asks. */
    interface Source {
        /** Names the source in the ledger. Part of a tick's identity: a new name makes new ticks of the same slots. */
        @WithDefault("fakerapi")
        @Pattern(regexp = "[a-z0-9][a-z0-9._-]{0,63}", message = "must be 1 to 64 of a-z, 0-9, '.', '_' and '-'")
        String name();

        /** Where it is. Query parameters are added. */
        @WithDefault("https://fakerapi.it/api/v2/companies")
        @HttpUrl
        URI url();

        /** How many bytes of an answer are read. 1 KiB to 64 MiB; ten times what 1000 companies take. */
        @WithDefault("10485760")
        @Min(1024)
        @Max(67_108_864)
        int maxBytes();

        /**
         * The hosts that may be asked, by name or address, without port; redirects to others are refused. The host of
         * the URL if not set; if set, the URL's host is among them.
         */
        Optional<List<String>> allowedHosts();

        /** Whether a host may have an address that is not a public one: loopback, private, link-local and the like. */
        @WithDefault("false")
        @WithConverter(TrueOrFalse.class)
        boolean allowPrivateAddresses();

        /** How long the source has to accept a connection. 10 ms or more; half of the source timeout. */
        Optional<Duration> connectTimeout();

        /**
         * How long the source may be silent while its answer is waited for or on its way. 10 ms or more; three quarters
         * of the source timeout, which leaves the time for another attempt.
         */
        Optional<Duration> readTimeout();

        /** Asking again within a tick. */
        @Valid
        Retry retry();

        /** Leaving a source alone that keeps failing. */
        @Valid
        Breaker breaker();
    }

    /** Asking again within a tick, after a failure that may pass. */
    interface Retry {
        /** How often the source is asked at most. 1 (never again) to 10. */
        @WithDefault("3")
        @Min(1)
        @Max(10)
        int maxAttempts();

        /** The pause after the first failure, which doubles with each. 10 ms or more. */
        @WithDefault("PT0.2S")
        @NotNull
        Duration backoff();
    }

    /** Leaving a source alone that keeps failing. */
    interface Breaker {
        /** After so many failed ticks in a row the source is not asked for a while. 1 to 1000. */
        @WithDefault("5")
        @Min(1)
        @Max(1000)
        int failures();

        /** How long; the next tick after that is a trial. 10 ms to an hour. */
        @WithDefault("PT15S")
        @NotNull
        Duration delay();
    }

    /** The function's own schedule. */
    interface Schedule {
        /** Whether the function ticks by itself. Off where something else calls it. */
        @WithDefault("true")
        @WithConverter(TrueOrFalse.class)
        boolean enabled();
    }

    /** Who may pause the ticks: the row 'default' of the table schedule in Cassandra. */
    interface Gate {
        /** Whether the gate is asked at all. Off, every tick runs and Cassandra is never called. */
        @WithDefault("true")
        @WithConverter(TrueOrFalse.class)
        boolean enabled();

        /**
         * How long Cassandra has for a change of the gate over HTTP, and for a burst's first look at it. 10 ms to 1 min.
         */
        @WithDefault("PT5S")
        @NotNull
        Duration changeTimeout();
    }

    /** Receipts that wait for their way to Kafka. */
    interface Backlog {
        /** How many are kept in memory before the oldest is given up. 1 to 100,000; the default is a day of ticks. */
        @WithDefault("8640")
        @Min(1)
        @Max(100_000)
        int maxReceipts();

        /** How long after a failure the next attempt is made. */
        @WithDefault("PT1S")
        @NotNull
        Duration retryAfter();
    }

    /** See {@link #configuredSourceTimeout}. */
    default Duration sourceTimeout() {
        return configuredSourceTimeout().orElseGet(() -> atMost(Duration.ofSeconds(4), 40));
    }

    /** See {@link #configuredPublishTimeout}. */
    default Duration publishTimeout() {
        return configuredPublishTimeout().orElseGet(() -> atMost(Duration.ofSeconds(4), 40));
    }

    /** See {@link #configuredGateTimeout}. */
    default Duration gateTimeout() {
        return configuredGateTimeout().orElseGet(() -> atMost(Duration.ofMillis(500), 5));
    }

    private Duration atMost(Duration longest, int percentOfPeriod) {
        if (period().isNegative()) {
            return Duration.ZERO; // which is refused, as the period is
        }
        // compared first: the share of a period of ages is more than a duration holds
        boolean isLong = period().compareTo(longest.multipliedBy(100).dividedBy(percentOfPeriod)) >= 0;
        return isLong ? longest : period().multipliedBy(percentOfPeriod).dividedBy(100);
    }
}
