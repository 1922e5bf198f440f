package io.tickstream.localstack.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.tickstream.contract.Schedule;
import io.tickstream.localstack.server.StackException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to the resources of an API server that keeps what is sent to it. */
class ClusterScheduleTest {
    private static final String NAMESPACE = "tickstream";
    private static final String EVERY_TEN_SECONDS = "*/10 * * * * *";
    private static final Schedule PAUSE =
            new Schedule(Schedule.PAUSED, "ann", Instant.parse("2026-03-01T12:00:00Z"), "the API is being moved");
    private static final Schedule LATER_PAUSE =
            new Schedule(Schedule.PAUSED, "bob", Instant.parse("2026-03-02T12:00:00Z"), null);
    private static final Schedule RESUME =
            new Schedule(Schedule.RUNNING, "bob", Instant.parse("2026-03-01T13:00:00Z"), null);

    private final Map<ServerRequest, Queue<ServerResponse>> answers = new HashMap<>();
    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(), new MockWebServer(), answers, new KubernetesMixedDispatcher(answers), false);
    private final FakeFunction function = new FakeFunction();
    private KubernetesClient client;

    /** A function with a gate that notes how the PingSource was when it was turned. */
    private final class FakeFunction implements ClusterSchedule.FunctionDoor, ScheduleGate {
        private final List<Schedule> changes = new ArrayList<>();
        private final List<String> pingScheduleAtChange = new ArrayList<>();
        private boolean running = true;
        private boolean byItself;
        private String trouble;

        @Override
        public boolean ticksByItself() {
            return byItself;
        }

        @Override
        public boolean answers() {
            return running;
        }

        @Override
        public <T> Optional<T> ask(Function<ScheduleGate, T> question) {
            return running ? Optional.of(question.apply(this)) : Optional.empty();
        }

        @Override
        public Optional<Schedule> read() {
            return changes.isEmpty() ? Optional.empty() : Optional.of(changes.get(changes.size() - 1));
        }

        @Override
        public void change(Schedule change) {
            if (trouble != null) {
                throw new StackException(trouble);
            }
            changes.add(change);
            Optional.ofNullable(ping()).ifPresent(source -> pingScheduleAtChange.add(source.get("spec", "schedule")));
        }
    }

    @BeforeEach
    void start() {
        server.init();
        client = server.createClient();
    }

    @AfterEach
    void stop() {
        client.close();
        server.destroy();
    }

    @Test
    void a_pause_closes_the_gate_then_gives_the_ping_source_a_schedule_that_never_comes() {
        createPingSource();

        ClusterSchedule.Result result = schedule().pause(PAUSE);

        assertThat(result.complete()).isTrue();
        assertThat(result.lines()).hasSize(2).anyMatch(line -> line.contains("PingSource tick is paused"));
        assertThat(function.changes).containsExactly(PAUSE);
        assertThat(function.pingScheduleAtChange).containsExactly(EVERY_TEN_SECONDS);
        assertThat(ping().<String>get("spec", "schedule")).isEqualTo("0 0 31 2 *");
        assertThat(ping().<String>get("spec", "timezone")).isEqualTo("UTC");
        assertThat(ping().getMetadata().getAnnotations())
                .containsEntry("tickstream.io/schedule", EVERY_TEN_SECONDS)
                .containsEntry("tickstream.io/paused-by", "ann")
                .containsEntry("tickstream.io/paused-at", "2026-03-01T12:00:00Z")
                .containsEntry("tickstream.io/paused-reason", "the API is being moved")
                .containsEntry("kept", "yes");
        assertThat(schedule().status())
                .anyMatch(line -> line.contains("paused by ann at 2026-03-01T12:00:00Z: the API"));
    }

    @Test
    void a_resume_starts_the_events_then_opens_the_gate_and_leaves_no_trace() throws InterruptedException {
        createPingSource();
        schedule().pause(PAUSE);

        ClusterSchedule.Result result = schedule().resume(RESUME);

        assertThat(result.complete()).isTrue();
        assertThat(function.changes).containsExactly(PAUSE, RESUME);
        assertThat(function.pingScheduleAtChange).last().isEqualTo(EVERY_TEN_SECONDS);
        assertThat(ping().<String>get("spec", "schedule")).isEqualTo(EVERY_TEN_SECONDS);
        assertThat(ping().getMetadata().getAnnotations()).isEqualTo(Map.of("kept", "yes"));
    }

    @Test
    void pausing_and_resuming_twice_is_pausing_and_resuming_once() throws InterruptedException {
        createPingSource();
        createCronJob(false);

        schedule().pause(PAUSE);
        ClusterSchedule.Result again = schedule().pause(LATER_PAUSE);
        assertThat(again.lines())
                .filteredOn(line -> line.contains("was paused already"))
                .hasSize(2);
        assertThat(ping().getMetadata().getAnnotations())
                .containsEntry("tickstream.io/schedule", EVERY_TEN_SECONDS)
                .containsEntry("tickstream.io/paused-by", "ann");

        schedule().resume(RESUME);
        ClusterSchedule.Result resumedAgain = schedule().resume(RESUME);
        assertThat(resumedAgain.lines())
                .filteredOn(line -> line.contains("was running already"))
                .hasSize(2);
        assertThat(ping().<String>get("spec", "schedule")).isEqualTo(EVERY_TEN_SECONDS);
        assertThat(cron().getSpec().getSuspend()).isFalse();
    }

    @Test
    void a_manifest_applied_over_a_pause_counts_as_running_and_its_schedule_is_the_one_that_is_kept()
            throws InterruptedException {
        createPingSource();
        schedule().pause(PAUSE);
        client.genericKubernetesResources(PingSourceTrigger.KIND)
                .inNamespace(NAMESPACE)
                .withName("tick")
                .edit(source -> {
                    source.setAdditionalProperty("spec", Map.of("schedule", "*/20 * * * * *"));
                    return source;
                });

        schedule().pause(LATER_PAUSE);
        schedule().resume(RESUME);

        assertThat(ping().<String>get("spec", "schedule")).isEqualTo("*/20 * * * * *");
    }

    @Test
    void a_cron_job_is_suspended_and_started_again() throws InterruptedException {
        createCronJob(false);
        function.running = false;

        ClusterSchedule.Result paused = schedule().pause(PAUSE);

        assertThat(cron().getSpec().getSuspend()).isTrue();
        assertThat(cron().getSpec().getSchedule()).isEqualTo("* * * * *");
        assertThat(cron().getMetadata().getAnnotations()).containsEntry("tickstream.io/paused-by", "ann");
        assertThat(paused.complete()).isTrue();
        assertThat(paused.lines())
                .anyMatch(line -> line.contains("not noted in the ledger: no pod of the function runs")
                        && line.contains("--cassandra"));

        ClusterSchedule.Result resumed = schedule().resume(RESUME);

        assertThat(resumed.complete()).isTrue();
        assertThat(cron().getSpec().getSuspend()).isFalse();
        assertThat(cron().getMetadata().getAnnotations()).isNullOrEmpty();
    }

    @Test
    void with_cassandra_at_hand_a_pause_is_noted_though_no_pod_runs() {
        createCronJob(false);
        function.running = false;
        FakeFunction cassandra = new FakeFunction();

        ClusterSchedule.Result paused = schedule(Optional.of(cassandra)).pause(PAUSE);

        assertThat(cassandra.changes).containsExactly(PAUSE);
        assertThat(paused.lines()).noneMatch(line -> line.contains("not noted"));
    }

    @Test
    void what_others_have_stopped_is_not_started() throws InterruptedException {
        createCronJob(true);

        assertThat(schedule().pause(PAUSE).lines()).anyMatch(line -> line.contains("suspended by hand"));
        ClusterSchedule.Result result = schedule().resume(RESUME);

        assertThat(result.complete()).isFalse();
        assertThat(result.lines()).anyMatch(line -> line.contains("set spec.suspend to false"));
        assertThat(cron().getSpec().getSuspend()).isTrue();
    }

    @Test
    void a_deployment_with_a_schedule_of_its_own_is_only_stopped_by_the_gate() {
        function.byItself = true;
        assertThat(schedule().pause(PAUSE).complete()).isTrue();
        assertThat(function.changes).containsExactly(PAUSE);

        function.running = false;
        ClusterSchedule.Result result = schedule().pause(PAUSE);
        assertThat(result.complete()).isFalse();
        assertThat(result.lines()).anyMatch(line -> line.contains("it ticks on"));
    }

    @Test
    void a_gate_that_does_not_open_is_told() throws InterruptedException {
        createPingSource();
        schedule().pause(PAUSE);
        function.trouble = "the function answers 503 to PUT /schedule: Cassandra is away";

        ClusterSchedule.Result result = schedule().resume(RESUME);

        assertThat(result.complete()).isFalse();
        assertThat(result.lines()).anyMatch(line -> line.contains("Cassandra is away") && line.contains("Try again"));
        assertThat(ping().<String>get("spec", "schedule")).isEqualTo(EVERY_TEN_SECONDS);
    }

    @Test
    void nothing_there_is_told_with_what_was_looked_for() {
        assertThatThrownBy(() -> schedule().pause(PAUSE))
                .isInstanceOf(ClusterSchedule.NothingThere.class)
                .hasMessageContaining("no PingSource tick, no CronJob tick and no Deployment ingest-function")
                .hasMessageContaining("--namespace");
        assertThatThrownBy(() -> schedule().status()).isInstanceOf(ClusterSchedule.NothingThere.class);
        assertThat(function.changes).isEmpty();
    }

    @Test
    void who_may_not_is_told_which_rights_it_takes() {
        createPingSource();
        server.expect()
                .patch()
                .withPath("/apis/sources.knative.dev/v1/namespaces/tickstream/pingsources/tick")
                .andReturn(
                        403,
                        new StatusBuilder()
                                .withCode(403)
                                .withMessage("pingsources \"tick\" is forbidden: User \"ann\" cannot patch")
                                .build())
                .always();
        Cluster cluster = new Cluster(client, NAMESPACE);

        assertThatThrownBy(() -> cluster.schedule(Optional.of(function), schedule -> schedule.pause(PAUSE)))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("User \"ann\" cannot patch")
                .hasMessageContaining("get and patch on pingsources.sources.knative.dev");
    }

    @Test
    void a_cluster_that_is_away_is_named() {
        Config impatient = new ConfigBuilder(client.getConfiguration())
                .withRequestRetryBackoffLimit(0)
                .build();
        server.destroy();
        try (Cluster cluster =
                new Cluster(new KubernetesClientBuilder().withConfig(impatient).build(), NAMESPACE)) {
            assertThatThrownBy(() -> cluster.schedule(Optional.of(function), ClusterSchedule::status))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("does not answer")
                    .hasMessageContaining("--context");
        }
    }

    private ClusterSchedule schedule() {
        return schedule(Optional.empty());
    }

    private ClusterSchedule schedule(Optional<ScheduleGate> gate) {
        return new ClusterSchedule(
                List.of(
                        new PingSourceTrigger(client, NAMESPACE, "tick"),
                        new CronJobTrigger(client, NAMESPACE, "tick")),
                function,
                gate,
                Duration.ZERO);
    }

    private void createPingSource() {
        ResourceDefinitionContext kind = PingSourceTrigger.KIND;
        GenericKubernetesResource source = new GenericKubernetesResourceBuilder()
                .withApiVersion(kind.getGroup() + "/" + kind.getVersion())
                .withKind(kind.getKind())
                .withNewMetadata()
                .withName("tick")
                .withNamespace(NAMESPACE)
                .addToAnnotations("kept", "yes")
                .endMetadata()
                .addToAdditionalProperties("spec", Map.of("schedule", EVERY_TEN_SECONDS, "timezone", "UTC"))
                .build();
        client.genericKubernetesResources(kind)
                .inNamespace(NAMESPACE)
                .resource(source)
                .create();
    }

    private void createCronJob(boolean suspended) {
        client.batch()
                .v1()
                .cronjobs()
                .inNamespace(NAMESPACE)
                .resource(new CronJobBuilder()
                        .withNewMetadata()
                        .withName("tick")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withSchedule("* * * * *")
                        .withSuspend(suspended)
                        .endSpec()
                        .build())
                .create();
    }

    private GenericKubernetesResource ping() {
        return client.genericKubernetesResources(PingSourceTrigger.KIND)
                .inNamespace(NAMESPACE)
                .withName("tick")
                .get();
    }

    private CronJob cron() {
        return client.batch()
                .v1()
                .cronjobs()
                .inNamespace(NAMESPACE)
                .withName("tick")
                .get();
    }
}
