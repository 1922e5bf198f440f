package io.tickstream.benchmarks.landing.client;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;

/**
 * What a contender is told; travels in the environment of its process, since it holds a password.
 *
 * @param kafka host:port of the broker
 * @param registry base of the registry's Confluent API
 * @param cassandraPort on 127.0.0.1
 * @param password of Cassandra's role {@code user}
 * @param table where to land, with its keyspace
 * @param folder for what the contender keeps on disk
 * @param records how many there are
 * @param seed of the {@link Companies}
 * @param goesOn whether a run on Spark goes on where the last one ended, instead of at the first record
 */
public record Surroundings(
        String kafka,
        URI registry,
        int cassandraPort,
        String user,
        String password,
        String table,
        Path folder,
        int records,
        long seed,
        boolean goesOn) {
    /** The topic with the companies as JSON; those in Avro are on the product's own topic. */
    public static final String JSON_TOPIC = "benchmark_json";

    private static final String PREFIX = "BENCHMARK_";

    /** Reads what {@link #environment} wrote. */
    public static Surroundings ofThisProcess() {
        return new Surroundings(
                variable("KAFKA"),
                URI.create(variable("REGISTRY")),
                Integer.parseInt(variable("CASSANDRA_PORT")),
                variable("CASSANDRA_USER"),
                variable("CASSANDRA_PASSWORD"),
                variable("TABLE"),
                Path.of(variable("FOLDER")),
                Integer.parseInt(variable("RECORDS")),
                Long.parseLong(variable("SEED")),
                Boolean.parseBoolean(variable("GOES_ON")));
    }

    /** The variables that tell all this to another process. */
    public Map<String, String> environment() {
        return Map.of(
                PREFIX + "KAFKA", kafka,
                PREFIX + "REGISTRY", registry.toString(),
                PREFIX + "CASSANDRA_PORT", String.valueOf(cassandraPort),
                PREFIX + "CASSANDRA_USER", user,
                PREFIX + "CASSANDRA_PASSWORD", password,
                PREFIX + "TABLE", table,
                PREFIX + "FOLDER", folder.toString(),
                PREFIX + "RECORDS", String.valueOf(records),
                PREFIX + "SEED", String.valueOf(seed),
                PREFIX + "GOES_ON", String.valueOf(goesOn));
    }

    /** The table's keyspace. */
    public String keyspace() {
        return table.substring(0, table.indexOf('.'));
    }

    /** The table's name within its keyspace. */
    public String tableName() {
        return table.substring(table.indexOf('.') + 1);
    }

    /** Inserts a row of {@link Company#COLUMNS}. */
    public String insert() {
        return "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                        table,
                        String.join(", ", Company.COLUMNS),
                        String.join(", ", Collections.nCopies(Company.COLUMNS.size(), "?")));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "Kafka %s, Cassandra 127.0.0.1:%d, table %s".formatted(kafka, cassandraPort, table);
    }

    private static String variable(String name) {
        return requireNonNull(
                System.getenv(PREFIX + name), () -> PREFIX + name + " is not set: run benchmarks/landing.sh");
    }
}
