package io.tickstream.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickstream.fuzz.Draw;
import io.tickstream.fuzz.Fuzz;
import io.tickstream.landing.JobSettings.InvalidSetting;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;
import org.apache.spark.SparkConf;
import org.apache.spark.network.util.JavaUtils;
import org.junit.jupiter.api.Test;

/** A setting is taken as it is written, or refused with its name, its value and what is allowed. */
class SettingsFuzzTest {
    private final Map<String, Integer> outcomes = new TreeMap<>();

    /** @param taken whether what the job uses is what was written, and within its range */
    private record Setting(String name, BiPredicate<String, JobSettings> taken) {}

    private static final List<Setting> SETTINGS = List.of(
            number("maxOffsetsPerTrigger", JobSettings::maxOffsetsPerTrigger, 1, 100_000_000),
            output("batch.size.bytes", JobSettings::batchBytes, 1024, 1024 * 1024),
            output("concurrent.writes", JobSettings::concurrentWrites, 1, 1024),
            duration("trigger", settings -> settings.trigger().toMillis(), 100),
            duration("start.timeout", settings -> settings.startTimeout().toMillis(), 1000),
            duration("outage.timeout", settings -> settings.outageTimeout().toMillis(), 1000),
            ours("acceptLoss", (written, settings) -> written.equals(String.valueOf(settings.acceptLoss()))),
            ours(
                    "rollups",
                    (written, settings) ->
                            written.equals(String.valueOf(settings.rollups().kept()))),
            ours(
                    "startingOffsets",
                    (written, settings) -> written.equals(settings.startingOffsets())
                            && (written.matches("earliest|latest") || written.startsWith("{"))),
            ours("checkpoint", (written, settings) -> written.strip().equals(settings.checkpoint())),
            ours(
                    "registry.url",
                    (written, settings) -> settings.registry().getHost() != null
                            && written.strip().startsWith(settings.registry().toString())
                            && settings.registry().getUserInfo() == null),
            ours("kafka.bootstrap.servers", (written, settings) -> written.equals(settings.bootstrapServers())),
            new Setting(
                    "spark.cassandra.output.consistency.level",
                    (written, settings) -> written.equals(settings.consistency().name()) && !written.equals("ANY")),
            new Setting(
                    "spark.cassandra.output.throughputMBPerSec",
                    (written, settings) ->
                            settings.bytesPerSecond() == Math.round(Double.parseDouble(written) * 1024 * 1024)
                                    && settings.bytesPerSecond() >= 1024));

    @Test
    void a_setting_is_taken_as_it_is_written_or_refused_with_what_is_allowed() throws InterruptedException {
        Fuzz fuzz = Fuzz.of("settings");

        fuzz.run(this::set);

        if (fuzz.hasMany()) {
            assertThat(outcomes).containsOnlyKeys("taken", "refused");
        }
    }

    private void set(Draw draw) {
        Setting setting = draw.of(SETTINGS);
        String written = written(draw);
        draw.shows(setting.name() + "=" + written);
        SparkConf conf = new SparkConf(false)
                .set("spark.tickstream.kafka.bootstrap.servers", "127.0.0.1:9092")
                .set("spark.tickstream.registry.url", "http://127.0.0.1:8081/apis/ccompat/v7")
                .set("spark.tickstream.checkpoint", "/var/lib/tickstream/checkpoint")
                .set(setting.name(), written);
        JobSettings settings;
        try {
            settings = JobSettings.from(conf);
        } catch (InvalidSetting e) {
            outcomes.merge("refused", 1, Integer::sum);
            assertThat(e.getMessage()).contains(setting.name(), "allowed: ");
            if (!written.isBlank() && !setting.name().endsWith("url")) {
                assertThat(e.getMessage()).contains(written.strip());
            }
            return;
        }
        outcomes.merge("taken", 1, Integer::sum);
        assertThat(setting.taken().test(written, settings)).as("%s", settings).isTrue();
    }

    private static String written(Draw draw) {
        return switch (draw.below(5)) {
            case 0 -> draw.text();
            case 1 -> Long.toString(draw.edge());
            case 2 ->
                draw.of(
                        "100ms",
                        "99ms",
                        "1h",
                        "61m",
                        "10s",
                        "10",
                        "1.5s",
                        "-1s",
                        "9223372036854775807d",
                        "5min",
                        "1D",
                        "",
                        "0.001",
                        "NaN",
                        "Infinity",
                        "1e-3",
                        "10001",
                        "0x1p3",
                        "1d");
            case 3 ->
                draw.of(
                        "true",
                        "TRUE",
                        "false",
                        "yes",
                        "ANY",
                        "ONE",
                        "one",
                        "LOCAL_QUORUM",
                        "SERIAL",
                        "earliest",
                        "{}",
                        "latest",
                        "s3a://bucket/x",
                        "hdfs:checkpoint",
                        "checkpoint",
                        "/",
                        "file:",
                        "a:b:c",
                        "http://a.example/",
                        "http://u:p@a.example",
                        "ftp://a.example",
                        "http://a.example?x=1",
                        "https://a.example///");
            default ->
                draw.damaged(draw.of("100ms", "/var/lib/checkpoint", "http://127.0.0.1:8081", "LOCAL_ONE", "32768"));
        };
    }

    private static Setting ours(String name, BiPredicate<String, JobSettings> taken) {
        return new Setting("spark.tickstream." + name, taken);
    }

    private static Setting number(String name, ToLongFunction<JobSettings> used, long least, long most) {
        return ours(name, (written, settings) -> isTaken(written, used.applyAsLong(settings), least, most));
    }

    private static Setting output(String name, ToLongFunction<JobSettings> used, long least, long most) {
        return new Setting(
                "spark.cassandra.output." + name,
                (written, settings) -> isTaken(written, used.applyAsLong(settings), least, most));
    }

    private static boolean isTaken(String written, long used, long least, long most) {
        return Long.parseLong(written) == used && used >= least && used <= most;
    }

    private static Setting duration(String name, ToLongFunction<JobSettings> used, long least) {
        return ours(
                name,
                (written, settings) ->
                        JavaUtils.timeStringAs(written, TimeUnit.MILLISECONDS) == used.applyAsLong(settings)
                                && used.applyAsLong(settings) >= least
                                && used.applyAsLong(settings) <= TimeUnit.HOURS.toMillis(1));
    }
}
