package io.tickstream.console.answer;

import java.util.Locale;

/** A server behind the console, and what to do where it is away. */
public enum Server {
    /** The company API. */
    SOURCE("See whether it answers others; the ticks go on by themselves once it does"),
    /** The ingest function. */
    FUNCTION("Start it: ./tickstream up --detach --only function; elsewhere see console.function-url"),
    /** The broker. */
    KAFKA("Start it: ./tickstream up --detach --only kafka; elsewhere see kafka.bootstrap.servers"),
    /** The schema registry. */
    REGISTRY("Start it: ./tickstream up --detach --only registry; elsewhere see console.registry-url"),
    /** The landing job. */
    SPARK("Start it: ./tickstream up --detach --only job; elsewhere see console.job-url"),
    /** The database. */
    CASSANDRA("Start it: ./tickstream up --detach --only cassandra; elsewhere see quarkus.cassandra.contact-points");

    private final String remedy;

    Server(String remedy) {
        this.remedy = remedy;
    }

    /** The name in answers. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What to do where nobody answers. */
    public String remedy() {
        return remedy;
    }
}
