package io.tickstream.localstack.server;

import static java.util.stream.Collectors.joining;

import io.tickstream.localstack.process.PortHolder;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** The TCP ports of the stack, all on 127.0.0.1; of a cluster on the other {@link Node}s' addresses, too. */
public enum Port {
    /** Kafka's clients. */
    KAFKA(9092),
    /** Kafka's own consensus. */
    KAFKA_CONTROLLER(9093),
    /** The schema registry. */
    REGISTRY(8081),
    /** The schema registry's health and metrics. */
    REGISTRY_MANAGEMENT(8082),
    /** Cassandra's clients. */
    CASSANDRA(9042),
    /** Cassandra's nodes among themselves. */
    CASSANDRA_STORAGE(7100),
    /** Cassandra's management. */
    CASSANDRA_JMX(7199),
    /** Spark's master. */
    SPARK_MASTER(7077),
    /** The web page of Spark's master. */
    SPARK_MASTER_UI(9090),
    /** The web page of Spark's worker. */
    SPARK_WORKER_UI(9091),
    /** The web page and metrics of the landing job. */
    JOB_UI(4040),
    /** The ingest function. */
    FUNCTION(8080),
    /** The stand-in for the company API. */
    COMPANY_API(8088),
    /** The console's page and its API. */
    CONSOLE(9021);

    private final int usual;

    Port(int usual) {
        this.usual = usual;
    }

    /** The number if none is given, 1 to 65535. */
    public int usual() {
        return usual;
    }

    /** The name on the command line, such as spark-master. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The port of this label.
     *
     * @throws IllegalArgumentException with the known labels, if there is none
     */
    public static Port labelled(String label) {
        return Arrays.stream(values())
                .filter(port -> port.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no port '%s'; the ports are %s"
                        .formatted(label, Stream.of(values()).map(Port::label).collect(joining(", ")))));
    }

    /**
     * A free number for every port: below those that the system hands out for outgoing connections, so that none of
     * them is in the way.
     */
    public static Map<Port, Integer> freeNumbers() {
        Map<Port, Integer> numbers = new EnumMap<>(Port.class);
        Random random = new Random();
        for (Port port : values()) {
            int number;
            do {
                number = random.nextInt(12_000, 30_000);
            } while (numbers.containsValue(number) || !PortHolder.isFree(number));
            numbers.put(port, number);
        }
        return numbers;
    }
}
