package io.tickstream.localstack.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A way from one of our programs to a server that it depends on. */
public enum Hop {
    /** The function asks the company API. */
    FUNCTION_TO_SOURCE(Port.COMPANY_API),
    /** The function publishes. */
    FUNCTION_TO_KAFKA(Port.KAFKA),
    /** The function asks for schema ids. */
    FUNCTION_TO_REGISTRY(Port.REGISTRY),
    /** The function reads the gate. */
    FUNCTION_TO_CASSANDRA(Port.CASSANDRA),
    /** The job, driver and executors, reads and sends dead letters. */
    JOB_TO_KAFKA(Port.KAFKA),
    /** The job asks for schemas. */
    JOB_TO_REGISTRY(Port.REGISTRY),
    /** The job, driver and executors, writes. */
    JOB_TO_CASSANDRA(Port.CASSANDRA);

    private final Port target;

    Hop(Port target) {
        this.target = target;
    }

    /** Where it leads. */
    public Port target() {
        return target;
    }

    /** For people, such as job-to-kafka. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The hop of this label. */
    public static Optional<Hop> labelled(String label) {
        return Arrays.stream(values()).filter(hop -> hop.label().equals(label)).findFirst();
    }
}
