package io.tickstream.benchmarks.landing;

import static java.util.stream.Collectors.joining;

import io.tickstream.benchmarks.landing.client.Surroundings;
import io.tickstream.localstack.server.Port;
import io.tickstream.localstack.server.Role;
import io.tickstream.localstack.server.Site;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is compared. */
enum Contender {
    /** Cassandra's driver in a loop. */
    RAW_DRIVER(
            "raw driver loop",
            "io.tickstream.benchmarks.landing.client.RawDriver",
            Jars.DRIVER,
            "benchmark.raw_driver"),
    /** The job that Tickstream grew out of. */
    ORIGIN_JOB(
            "the origin's job",
            "io.tickstream.benchmarks.landing.client.OriginJob",
            Jars.SPARK,
            "benchmark.origin_job"),
    /** Flink's Cassandra sink. */
    FLINK_SINK(
            "Flink's Cassandra sink",
            "io.tickstream.benchmarks.landing.flink.FlinkSink",
            Jars.FLINK,
            "benchmark.flink_sink"),
    /** Reading alone. */
    SPARK_NOOP("Spark, rows dropped", "io.tickstream.benchmarks.landing.client.SparkNoop", Jars.SPARK, null),
    /** Tickstream, landing only. */
    OURS_LANDING(
            "Tickstream, landing", "io.tickstream.landing.OursLanding", Jars.SPARK, "spark_streams.companies_created"),
    /** Tickstream as it runs: landing, metrics, rollups and the count of what landed. */
    OURS_WHOLE("Tickstream, whole", "io.tickstream.landing.OursWhole", Jars.SPARK, "spark_streams.companies_created");

    /** The class paths there are. */
    enum Jars {
        DRIVER,
        SPARK,
        FLINK
    }

    private final String title;
    private final String mainClass;
    private final Jars jars;
    private final String table;

    Contender(String title, String mainClass, Jars jars, String table) {
        this.title = title;
        this.mainClass = mainClass;
        this.jars = jars;
        this.table = table;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** For options and JSON, such as raw_driver. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String mainClass() {
        return mainClass;
    }

    Jars jars() {
        return jars;
    }

    boolean isOurs() {
        return this == OURS_LANDING || this == OURS_WHOLE;
    }

    /** Where it lands, with the keyspace; empty if nowhere. */
    Optional<String> table() {
        return Optional.ofNullable(table);
    }

    /** Everything that it writes: it is done when nothing is written any more. */
    List<String> tables() {
        return this == OURS_WHOLE ? Tables.OURS : table().stream().toList();
    }

    /** What its process is told. */
    Surroundings surroundings(Servers servers, int records, long seed, boolean goesOn) throws IOException {
        Site site = servers.site();
        return new Surroundings(
                servers.kafka(),
                servers.registry(),
                site.settings().port(Port.CASSANDRA),
                Role.ADMIN.roleName(),
                site.state().password(Role.ADMIN),
                table().orElse("benchmark.none"),
                site.state().root().resolve("contenders").resolve(code()),
                records,
                seed,
                goesOn);
    }

    static Contender coded(String code) {
        return Arrays.stream(values())
                .filter(each -> each.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no variant '%s'; the variants are %s"
                        .formatted(
                                code,
                                Arrays.stream(values()).map(Contender::code).collect(joining(", ")))));
    }
}
