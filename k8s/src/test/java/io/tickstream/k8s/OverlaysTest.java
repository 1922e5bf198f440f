package io.tickstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

class OverlaysTest {
    @ParameterizedTest
    @EnumSource
    void every_field_of_every_object_is_known_to_its_model(Overlay overlay) {
        assertThat(TypedModels.findings(overlay.build())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void custom_resources_fit_the_schemas_of_their_operators(Overlay overlay) {
        CustomResourceSchemas schemas = CustomResourceSchemas.in(definitions());
        assertThat(schemas.known(overlay.build())).isNotEmpty();
        assertThat(schemas.findings(overlay.build())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void every_pod_is_restricted_limited_pinned_and_probed(Overlay overlay) {
        assertThat(overlay.build().pods()).isNotEmpty();
        assertThat(PodRules.findings(overlay.build())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void what_operators_make_is_limited_and_authorized_too(Overlay overlay) {
        assertThat(ObjectRules.findings(overlay.build())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatever_is_named_is_there(Overlay overlay) {
        assertThat(References.findings(overlay.build())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void each_policy_means_pods_that_are_there_and_agrees_with_the_other_sides(Overlay overlay) {
        assertThat(new Network(overlay.build()).findings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void function_console_and_job_know_the_settings_they_are_given(Overlay overlay) {
        assertThat(Settings.findings(overlay.build())).isEmpty();
    }

    @Test
    void images_are_of_this_version_and_of_the_versions_that_are_tested_locally() {
        Manifests dev = Overlay.DEV.build();
        Manifests knative = Overlay.KNATIVE.build();
        assertThat(image(knative, "serving.knative.dev/Service", "ingest-function"))
                .isEqualTo("tickstream/ingest-function:" + Repository.version());
        assertThat(image(Overlay.CRON.build(), "batch/CronJob", "tick"))
                .isEqualTo("tickstream/ingest-function:" + Repository.version());
        assertThat(image(dev, "apps/Deployment", "ingest-function"))
                .isEqualTo("tickstream/ingest-function:%s-jvm".formatted(Repository.version()));
        assertThat(image(knative, "apps/Deployment", "console"))
                .isEqualTo("tickstream/console:" + Repository.version());
        assertThat(image(dev, "apps/Deployment", "company-api"))
                .isEqualTo("tickstream/company-api:" + Repository.version());
        assertThat(image(dev, "apps/Deployment", "registry"))
                .isEqualTo("docker.io/apicurio/apicurio-registry:" + Repository.property("registry.version"));
        Manifest job = knative.get("sparkoperator.k8s.io/SparkApplication", "landing-job");
        assertThat(job.at("/spec/image").asText()).isEqualTo("tickstream/landing-job:" + Repository.version());
        assertThat(job.at("/spec/sparkVersion").asText()).isEqualTo(Repository.property("spark.version"));
    }

    private static String image(Manifests manifests, String type, String name) {
        return Pod.of(manifests.get(type, name))
                .flatMap(Pod::mainContainers)
                .map(container -> container.path("image").asText())
                .findFirst()
                .orElseThrow();
    }

    /** Of the operators; they are not part of the checkout. */
    static Path definitions() {
        Path folder = Repository.root().resolve("../shared/crds").normalize();
        if (!Files.isDirectory(folder)) {
            throw new TestAbortedException("Skipped: there is no folder ../shared/crds beside the checkout with the"
                    + " operators' CustomResourceDefinitions as YAML, one in each file");
        }
        return folder;
    }
}
