package io.tickstream.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Every setting of the console. A value out of its range stops the start. Durations are written as in ISO 8601. */
@ConfigMapping(prefix = "console")
@SoundSettings
public interface ConsoleConfig {
    /**
     * The ingest function. Empty where it is not there all the time, or would be woken up by a look at its health
     * (Knative, cron): the ledger tells how it does then, and the schedule is changed by {@code ./tickstream schedule}.
     */
    @WithDefault("http://127.0.0.1:8080")
    Optional<URI> functionUrl();

    /** The schema registry, without the path of its Confluent API. */
    @WithDefault("http://127.0.0.1:8081")
    URI registryUrl();

    /** The web page of the landing job's driver, where its metrics are. */
    @WithDefault("http://127.0.0.1:4040")
    URI jobUrl();

    /** The web page of Spark's master; none where Spark runs without one. */
    Optional<URI> sparkMasterUrl();

    /** The time from one tick to the next, as the function has it: whole seconds that divide a minute. */
    @WithDefault("PT10S")
    Duration period();

    /** How long after its tick a company is to be visible at the latest. 1 ms to a day. */
    @WithDefault("PT10S")
    Duration freshnessObjective();

    /** How long a server that is asked has for its answer. 1 ms to a minute. */
    @WithDefault("1500")
    @Min(1)
    @Max(60_000)
    long timeoutMillis();

    /**
     * The secret that lets somebody change something, sent as a bearer token. Needed where the console listens beyond the
     * loopback interface. 16 characters or more, none of them a space.
     */
    Optional<@Pattern(regexp = "\\S{16,}", message = "must have 16 characters or more, none of them a space") String>
            accessToken();

    /** The function's own access token, where it has one. */
    Optional<String> functionToken();

    /** A file that names the processes on this machine, written by {@code ./tickstream up}; none elsewhere. */
    Optional<Path> serversFile();

    /** The web page of the landing job as a browser reaches it, for a link; none where it does not. */
    Optional<URI> jobPage();

    /** The web page of Spark's master as a browser reaches it, for a link; none where it does not. */
    Optional<URI> sparkMasterPage();
}
