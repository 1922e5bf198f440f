package io.tickstream.localstack.schedule;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.tickstream.contract.Schedule;
import java.util.Optional;

/** A CronJob that runs the function once a minute. */
final class CronJobTrigger implements Trigger {
    private final Resource<CronJob> resource;
    private final String resourceName;

    CronJobTrigger(KubernetesClient client, String namespace, String resourceName) {
        this.resource = client.batch().v1().cronjobs().inNamespace(namespace).withName(resourceName);
        this.resourceName = resourceName;
    }

    @Override
    public String name() {
        return "CronJob " + resourceName;
    }

    @Override
    public Optional<State> state() {
        return Optional.ofNullable(resource.get()).map(CronJobTrigger::state);
    }

    private static State state(CronJob job) {
        String schedule = job.getSpec().getSchedule();
        if (!Boolean.TRUE.equals(job.getSpec().getSuspend())) {
            return new State(false, false, "running, schedule " + schedule);
        }
        return Notes.pausedByUs(job)
                ? new State(true, true, "paused %s; schedule %s".formatted(Notes.inWords(job), schedule))
                : new State(true, false, "suspended by hand; set spec.suspend to false");
    }

    @Override
    public void pause(Schedule change) {
        resource.edit(job -> {
            Notes.put(job, change);
            job.getSpec().setSuspend(true);
            return job;
        });
    }

    @Override
    public void resume() {
        resource.edit(job -> {
            Notes.remove(job);
            job.getSpec().setSuspend(false);
            return job;
        });
    }
}
