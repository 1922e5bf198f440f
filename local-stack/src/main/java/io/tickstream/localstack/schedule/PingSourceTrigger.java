package io.tickstream.localstack.schedule;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.tickstream.contract.Schedule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Knative's PingSource. It has no field to suspend it, so it gets a schedule that never comes; the true one is kept in
 * an annotation.
 */
final class PingSourceTrigger implements Trigger {
    /**
     * The 31st of February. Knative's cron parser (robfig/cron) checks each field by itself and takes it; the runner
     * finds no such day, and sorts the entry behind all others, for ever.
     */
    static final String NEVER = "0 0 31 2 *";

    /** Asked for by group and version, since a cluster without Knative knows no such kind. */
    static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("sources.knative.dev")
            .withVersion("v1")
            .withKind("PingSource")
            .withPlural("pingsources")
            .withNamespaced(true)
            .build();

    private final Resource<GenericKubernetesResource> resource;
    private final String resourceName;

    PingSourceTrigger(KubernetesClient client, String namespace, String resourceName) {
        this.resource =
                client.genericKubernetesResources(KIND).inNamespace(namespace).withName(resourceName);
        this.resourceName = resourceName;
    }

    @Override
    public String name() {
        return "PingSource " + resourceName;
    }

    @Override
    public Optional<State> state() {
        return Optional.ofNullable(resource.get()).map(PingSourceTrigger::state);
    }

    private static State state(GenericKubernetesResource source) {
        String schedule = schedule(source);
        if (!schedule.equals(NEVER)) {
            return new State(false, false, "running, schedule " + schedule);
        }
        return Notes.read(source, Notes.SCHEDULE)
                .map(kept -> new State(true, true, "paused %s; schedule %s".formatted(Notes.inWords(source), kept)))
                .orElse(new State(
                        true,
                        false,
                        "paused by hand: its schedule is %s, and what it was before is not noted; set spec.schedule"
                                .formatted(NEVER)));
    }

    @Override
    public void pause(Schedule change) {
        resource.edit(source -> {
            Notes.put(source, change);
            Notes.put(source, Notes.SCHEDULE, schedule(source));
            return withSchedule(source, NEVER);
        });
    }

    @Override
    public void resume() {
        resource.edit(source -> {
            String kept = Notes.read(source, Notes.SCHEDULE).orElseThrow();
            Notes.remove(source);
            return withSchedule(source, kept);
        });
    }

    private static GenericKubernetesResource withSchedule(GenericKubernetesResource source, String schedule) {
        Map<String, Object> before = source.get("spec");
        Map<String, Object> spec = new LinkedHashMap<>(before);
        spec.put("schedule", schedule);
        source.setAdditionalProperty("spec", spec);
        return source;
    }

    private static String schedule(GenericKubernetesResource source) {
        String schedule = source.get("spec", "schedule");
        return schedule == null ? "" : schedule;
    }
}
