package io.tickstream.localstack.schedule;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.tickstream.localstack.server.StackException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A Kubernetes cluster, as kubectl would find it. */
public final class Cluster implements AutoCloseable {
    /** What the manifests call the PingSource, and the CronJob. */
    private static final String TRIGGER = "tick";

    private static final Duration FUNCTION_PATIENCE = Duration.ofSeconds(60);

    private final KubernetesClient client;
    private final String namespace;

    Cluster(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /**
     * Connects with the settings of kubectl: KUBECONFIG, ~/.kube/config, or a pod's service account.
     *
     * @param context empty for kubectl's current one
     */
    public static Cluster connect(Optional<String> context, String namespace) {
        Config config = Config.autoConfigure(context.orElse(null));
        context.ifPresent(name -> checkKnown(config, name));
        config.setRequestRetryBackoffLimit(1); // somebody waits at the terminal
        return new Cluster(new KubernetesClientBuilder().withConfig(config).build(), namespace);
    }

    private static void checkKnown(Config config, String name) {
        List<String> known = config.getContexts().stream()
                .map(NamedContext::getName)
                .sorted()
                .toList();
        if (!known.contains(name)) {
            throw new StackException("kubectl knows no context '%s', only %s. See: kubectl config get-contexts"
                    .formatted(name, known.isEmpty() ? "none" : String.join(", ", known)));
        }
    }

    /**
     * Does something to the schedule.
     *
     * @param gate see {@link ClusterSchedule}
     * @throws StackException if the cluster does not let us, or does not answer
     */
    public <T> T schedule(Optional<ScheduleGate> gate, Work<T> work) throws InterruptedException {
        ClusterSchedule schedule = new ClusterSchedule(
                List.of(
                        new PingSourceTrigger(client, namespace, TRIGGER),
                        new CronJobTrigger(client, namespace, TRIGGER)),
                new FunctionPods(client, namespace),
                gate,
                FUNCTION_PATIENCE);
        try {
            return work.on(schedule);
        } catch (KubernetesClientException e) {
            throw explained(e);
        }
    }

    /** Something to do. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T on(ClusterSchedule schedule) throws InterruptedException;
    }

    private StackException explained(KubernetesClientException e) {
        if (e.getCode() == 401) {
            return new StackException(
                    "Kubernetes at %s does not know who you are. Log in as kubectl does, or name another --context."
                            .formatted(client.getMasterUrl()),
                    e);
        }
        if (e.getCode() == 403) {
            return new StackException(
                    ("Kubernetes does not let you: %s. To turn the schedule in namespace %s one needs get and patch on"
                                    + " pingsources.sources.knative.dev and cronjobs.batch, get on deployments.apps and secrets,"
                                    + " list on pods, and get and create on pods/portforward.")
                            .formatted(reason(e), namespace),
                    e);
        }
        if (e.getCode() <= 0) {
            return new StackException(
                    "Kubernetes at %s does not answer: %s. Check kubectl cluster-info, or name another --context."
                            .formatted(client.getMasterUrl(), cause(e)),
                    e);
        }
        return new StackException("Kubernetes refuses: %s".formatted(reason(e)), e);
    }

    private static String reason(KubernetesClientException e) {
        return Optional.ofNullable(e.getStatus())
                .map(status -> status.getMessage())
                .orElse(e.getMessage());
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
