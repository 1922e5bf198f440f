package io.tickstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names and values that {@code tickstream schedule … --on k8s} and people rely on. */
class ScheduleTest {
    @Test
    void on_knative_a_ping_source_calls_the_function_every_ten_seconds() {
        Manifest source = Overlay.KNATIVE.build().get("sources.knative.dev/PingSource", "tick");
        assertThat(source.at("/spec/schedule").asText()).isEqualTo("*/10 * * * * *");
        assertThat(source.at("/spec/timezone").asText()).isEqualTo("Etc/UTC");
        assertThat(source.at("/spec/sink/ref/name").asText()).isEqualTo("ingest-function");
    }

    @Test
    void on_knative_the_function_scales_to_zero_and_never_beyond_one() {
        Manifest function = Overlay.KNATIVE.build().get("serving.knative.dev/Service", "ingest-function");
        assertThat(Manifest.texts(function.at("/spec/template/metadata/annotations")))
                .containsEntry("autoscaling.knative.dev/min-scale", "0")
                .containsEntry("autoscaling.knative.dev/max-scale", "1");
        assertThat(function.at("/spec/template/spec/timeoutSeconds").asInt()).isLessThan(10);
    }

    @Test
    void cron_makes_a_burst_each_minute_even_if_the_one_before_still_runs() {
        Manifest job = Overlay.CRON.build().get("batch/CronJob", "tick");
        assertThat(job.at("/spec/schedule").asText()).isEqualTo("* * * * *");
        assertThat(job.at("/spec/concurrencyPolicy").asText()).isEqualTo("Allow");
        assertThat(job.at("/spec/startingDeadlineSeconds").asInt()).isBetween(10, 59);
        assertThat(job.at("/spec/jobTemplate/spec/template/spec/containers/0/args")
                        .toString())
                .isEqualTo("[\"burst\"]");
    }

    @Test
    void in_dev_the_function_ticks_by_itself() {
        Manifest function = Overlay.DEV.build().get("apps/Deployment", "ingest-function");
        assertThat(function.at("/spec/template/spec/containers/0/env").toString())
                .contains("{\"name\":\"INGEST_SCHEDULE_ENABLED\",\"value\":\"true\"}");
    }

    @ParameterizedTest
    @EnumSource
    void one_thing_ticks(Overlay overlay) {
        Manifests manifests = overlay.build();
        long ticking = manifests.of("sources.knative.dev/PingSource").count()
                + manifests.of("batch/CronJob").count()
                + (manifests.has("apps/Deployment", "ingest-function") ? 1 : 0);
        assertThat(ticking).isOne();
        assertThat(manifests
                        .get("ConfigMap", "ingest-function")
                        .at("/data/INGEST_SCHEDULE_ENABLED")
                        .asText())
                .isEqualTo("false");
    }

    @ParameterizedTest
    @EnumSource
    void the_command_line_finds_the_functions_pods(Overlay overlay) {
        assertThat(overlay.build().pods())
                .anyMatch(pod -> "ingest-function".equals(pod.labels().get("app.kubernetes.io/name")));
    }
}
