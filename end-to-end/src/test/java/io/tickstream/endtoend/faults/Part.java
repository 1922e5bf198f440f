package io.tickstream.endtoend.faults;

import java.util.Locale;

/** A process of the pipeline that can be struck. */
public enum Part {
    /** The broker. */
    KAFKA("kafka"),
    /** The schema registry. */
    REGISTRY("registry"),
    /** The database. */
    CASSANDRA("cassandra"),
    /** The master of Spark's cluster. */
    SPARK_MASTER("spark-master"),
    /** The worker of Spark's cluster, which has started the executor. */
    SPARK_WORKER("spark-worker"),
    /** The process that lands rows; started by the worker. */
    EXECUTOR("spark-worker"),
    /** The landing job's driver. */
    DRIVER("job"),
    /** The ingest function. */
    FUNCTION("function"),
    /** The stand-in for the company API. */
    SOURCE("company-api");

    private final String server;

    Part(String server) {
        this.server = server;
    }

    /** The server of the stack that it is, or that has started it. */
    public String server() {
        return server;
    }

    /** For names and reports, such as spark-master. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
