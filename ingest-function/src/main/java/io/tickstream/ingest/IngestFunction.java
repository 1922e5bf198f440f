package io.tickstream.ingest;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.tickstream.ingest.trigger.BurstRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Where the process starts: as a server, or, for cron, as a burst that ends by itself. */
@QuarkusMain
public final class IngestFunction {
    private static final int WRONG_USE = 2;

    private static final String USAGE =
            """
            Usage: ingest-function [burst | --help | --version]

              (nothing)    serve HTTP and tick by the function's own schedule, until told to stop
              burst        make the ticks of the current minute and end, for cron: slots that are past at once, the
                           others at their mark. Listens nowhere. Exits 0 if no tick failed and every receipt is in
                           Kafka, else 1 with the reasons on standard error

            Settings are environment variables (INGEST_SOURCE_URL, KAFKA_BOOTSTRAP_SERVERS, ...); the README lists them.
            """;

    IngestFunction() {} // not private: Quarkus makes a bean of it

    public static void main(String... args) {
        Instant started = Instant.now(); // cron's minute, however long the start takes
        if (args.length == 0) {
            Quarkus.run(args);
            return;
        }
        if (args.length > 1) {
            refuse("One argument at most, not %d".formatted(args.length));
            return;
        }
        switch (args[0]) {
            case "burst" -> burst(started);
            case "--help", "-h" -> System.out.print(USAGE);
            case "--version", "-V" -> System.out.println("ingest-function " + version());
            default -> refuse("Unknown argument '%s'".formatted(args[0]));
        }
    }

    private static String version() {
        try (InputStream file = IngestFunction.class.getResourceAsStream("/ingest-function.version")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).trim();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the version that was built in", e);
        }
    }

    private static void burst(Instant started) {
        // above the environment, in which both may be meant for the server of the same image
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("ingest.schedule.enabled", "false");
        Quarkus.run(BurstRun.class, started.toString());
    }

    private static void refuse(String what) {
        System.err.println(what);
        System.err.print(USAGE);
        System.exit(WRONG_USE);
    }
}
