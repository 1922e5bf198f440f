package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import io.tickstream.landing.JobSettings.InvalidSetting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobSettingsTest {
    private static final String REGISTRY = "http://127.0.0.1:8081/apis/ccompat/v7";

    private final SparkConf required = new SparkConf(false)
            .set("spark.tickstream.kafka.bootstrap.servers", "127.0.0.1:9092")
            .set("spark.tickstream.registry.url", REGISTRY)
            .set("spark.tickstream.checkpoint", "/var/lib/tickstream/checkpoint");

    @Test
    void three_settings_are_enough() {
        assertThat(JobSettings.from(required))
                .isEqualTo(new JobSettings(
                        Map.of(
                                "bootstrap.servers", "127.0.0.1:9092",
                                "default.api.timeout.ms", "8000",
                                "fetch.max.wait.ms", "20",
                                "max.partition.fetch.bytes", "4194304",
                                "max.poll.records", "2000",
                                "request.timeout.ms", "4000",
                                "socket.connection.setup.timeout.ms", "5000",
                                "socket.connection.setup.timeout.max.ms", "10000"),
                        URI.create(REGISTRY),
                        "/var/lib/tickstream/checkpoint",
                        Duration.ofMillis(100),
                        100_000,
                        "earliest",
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(2),
                        32_768,
                        16,
                        JobSettings.NO_LIMIT,
                        DefaultConsistencyLevel.LOCAL_QUORUM,
                        false,
                        new JobSettings.RollupSettings(true, Optional.empty())));
    }

    @Test
    void every_setting_can_be_changed() {
        SparkConf all = new SparkConf(false)
                .set("spark.tickstream.kafka.bootstrap.servers", "kafka-0:9093,kafka-1:9093")
                .set("spark.tickstream.kafka.fetch.max.wait.ms", "500")
                .set("spark.tickstream.kafka.request.timeout.ms", "40000")
                .set("spark.tickstream.kafka.security.protocol", "SASL_SSL")
                .set("spark.tickstream.registry.url", "https://registry.example/apis/ccompat/v7/")
                .set("spark.tickstream.checkpoint", "s3a://bucket/checkpoint")
                .set("spark.tickstream.trigger", "250ms")
                .set("spark.tickstream.maxOffsetsPerTrigger", "5000")
                .set("spark.tickstream.startingOffsets", "latest")
                .set("spark.tickstream.start.timeout", "10s")
                .set("spark.tickstream.acceptLoss", "true")
                .set("spark.tickstream.rollups", "false")
                .set("spark.tickstream.rollups.maxLateness", "2d")
                .set("spark.tickstream.outage.timeout", "5m")
                .set("spark.tickstream.executor.timeout", "10m")
                .set("spark.cassandra.output.batch.size.bytes", "4096")
                .set("spark.cassandra.output.concurrent.writes", "64")
                .set("spark.cassandra.output.throughputMBPerSec", "2.5")
                .set("spark.cassandra.output.consistency.level", "QUORUM");
        assertThat(JobSettings.from(all))
                .isEqualTo(new JobSettings(
                        Map.of(
                                "bootstrap.servers", "kafka-0:9093,kafka-1:9093",
                                "fetch.max.wait.ms", "500",
                                "max.partition.fetch.bytes", "4194304",
                                "max.poll.records", "2000",
                                "request.timeout.ms", "40000",
                                "security.protocol", "SASL_SSL",
                                "socket.connection.setup.timeout.ms", "5000",
                                "socket.connection.setup.timeout.max.ms", "10000"),
                        URI.create("https://registry.example/apis/ccompat/v7"),
                        "s3a://bucket/checkpoint",
                        Duration.ofMillis(250),
                        5_000,
                        "latest",
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(10),
                        4_096,
                        64,
                        5 * 512 * 1024,
                        DefaultConsistencyLevel.QUORUM,
                        true,
                        new JobSettings.RollupSettings(false, Optional.of(Duration.ofDays(2)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.tickstream.kafka.bootstrap.servers",
                "spark.tickstream.registry.url",
                "spark.tickstream.checkpoint"
            })
    void names_the_required_setting_that_is_missing(String name) {
        required.remove(name);
        assertThatThrownBy(() -> JobSettings.from(required))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith(name + " is missing; allowed: ");
    }

    @ParameterizedTest
    @CsvSource({
        "spark.tickstream.registry.url, registry:8081",
        "spark.tickstream.registry.url, ftp://registry/",
        "spark.tickstream.registry.url, http://regi stry/",
        "spark.tickstream.checkpoint, checkpoint",
        "spark.tickstream.checkpoint, hdfs:checkpoint",
        "spark.tickstream.trigger, 99ms",
        "spark.tickstream.trigger, 2h",
        "spark.tickstream.trigger, often",
        "spark.tickstream.maxOffsetsPerTrigger, 0",
        "spark.tickstream.maxOffsetsPerTrigger, many",
        "spark.tickstream.startingOffsets, newest",
        "spark.tickstream.start.timeout, 0s",
        "spark.tickstream.outage.timeout, 61m",
        "spark.tickstream.acceptLoss, yes",
        "spark.tickstream.rollups, on",
        "spark.tickstream.rollups.maxLateness, 59s",
        "spark.tickstream.rollups.maxLateness, 3651d",
        "spark.cassandra.output.batch.size.bytes, 1023",
        "spark.cassandra.output.concurrent.writes, 1025",
        "spark.cassandra.output.consistency.level, ANY",
    })
    void names_setting_value_and_what_is_allowed(String name, String value) {
        required.set(name, value);
        assertThatThrownBy(() -> JobSettings.from(required))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageStartingWith("%s is \"%s\"; allowed: ".formatted(name, value));
    }

    @Test
    void an_unknown_setting_is_an_error_that_lists_the_known_ones() {
        required.set("spark.tickstream.triger", "1s");
        assertThatThrownBy(() -> JobSettings.from(required))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("spark.tickstream.triger")
                .hasMessageContaining("spark.tickstream.trigger")
                .hasMessageContaining("spark.tickstream.kafka.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ttl", "timestamp", "ifNotExists", "ignoreNulls", "batch.grouping.key"})
    void an_output_setting_of_the_connector_that_the_job_does_not_honour_is_an_error(String name) {
        required.set("spark.cassandra.output." + name, "1");
        assertThatThrownBy(() -> JobSettings.from(required))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("spark.cassandra.output." + name);
    }

    @Test
    void a_setting_of_kafkas_that_belongs_to_the_job_is_an_error() {
        required.set("spark.tickstream.kafka.enable.auto.commit", "true");
        assertThatThrownBy(() -> JobSettings.from(required))
                .isInstanceOf(InvalidSetting.class)
                .hasMessageContaining("spark.tickstream.kafka.enable.auto.commit");
    }

    @Test
    void passwords_are_not_shown() {
        required.set("spark.tickstream.kafka.sasl.jaas.config", "… password=\"s3cret\";");
        assertThat(JobSettings.from(required).toString())
                .contains("127.0.0.1:9092")
                .doesNotContain("s3cret");

        for (String url : List.of(
                "http://user:s3cret@registry/", "http://user:s3cret@registry/?x=y", "http://user:s3cret@reg istry/")) {
            required.set("spark.tickstream.registry.url", url);
            assertThatThrownBy(() -> JobSettings.from(required))
                    .isInstanceOf(InvalidSetting.class)
                    .message()
                    .doesNotContain("s3cret");
        }
    }

    @Test
    void kafkas_settings_reach_the_source_under_sparks_names() {
        required.set("spark.tickstream.kafka.sasl.mechanism", "SCRAM-SHA-512");
        assertThat(JobSettings.from(required).sparkKafkaOptions())
                .containsEntry("kafka.bootstrap.servers", "127.0.0.1:9092")
                .containsEntry("kafka.fetch.max.wait.ms", "20")
                .containsEntry("kafka.sasl.mechanism", "SCRAM-SHA-512")
                .allSatisfy((name, value) -> assertThat(name).startsWith("kafka."));
    }

    @Test
    void a_connection_to_kafka_whose_other_end_is_gone_holds_driver_and_executors_up_for_less_than_30_seconds() {
        Map<String, String> kafka = JobSettings.from(required).kafka();
        long once = Long.parseLong(kafka.get("request.timeout.ms"))
                + Long.parseLong(kafka.get("socket.connection.setup.timeout.ms"));
        assertThat(2 * once).isLessThanOrEqualTo(30_000);
        // the clients' own rule
        assertThat(Long.parseLong(kafka.get("default.api.timeout.ms")))
                .isGreaterThan(Long.parseLong(kafka.get("request.timeout.ms")));
    }
}
