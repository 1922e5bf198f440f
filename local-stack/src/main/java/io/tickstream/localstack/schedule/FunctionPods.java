package io.tickstream.localstack.schedule;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The function in a cluster, as far as a pod of it runs: its gate, reached as kubectl port-forward would reach it. */
final class FunctionPods implements ClusterSchedule.FunctionDoor {
    static final String FUNCTION = "ingest-function";
    static final Map<String, String> LABEL = Map.of("app.kubernetes.io/name", FUNCTION);

    private static final String TOKEN_KEY = "access-token";
    private static final int PORT = 8080;

    private final KubernetesClient client;
    private final String namespace;

    FunctionPods(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** Whether it is a Deployment, which no event wakes up and which ticks by its own schedule. */
    @Override
    public boolean ticksByItself() {
        return client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(FUNCTION)
                        .get()
                != null;
    }

    @Override
    public boolean answers() {
        return !ready().isEmpty();
    }

    @Override
    public <T> Optional<T> ask(Function<ScheduleGate, T> question) {
        Optional<Pod> pod = ready().stream().findFirst();
        if (pod.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> token = token();
        try (LocalPortForward forward = client.pods()
                .inNamespace(namespace)
                .withName(pod.get().getMetadata().getName())
                .portForward(PORT, InetAddress.getLoopbackAddress(), 0)) {
            URI url = URI.create("http://127.0.0.1:" + forward.getLocalPort());
            return Optional.of(question.apply(new FunctionGate(url, token)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the port-forward", e);
        }
    }

    /** A CronJob's pods are never ready for questions: in a burst the function does not listen. */
    private List<Pod> ready() {
        return client.pods().inNamespace(namespace).withLabels(LABEL).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .noneMatch(owner -> "Job".equals(owner.getKind())))
                .filter(Readiness.getInstance()::isReady)
                .toList();
    }

    private Optional<String> token() {
        return Optional.ofNullable(client.secrets()
                        .inNamespace(namespace)
                        .withName(FUNCTION)
                        .get())
                .map(Secret::getData)
                .map(data -> data.get(TOKEN_KEY))
                .map(encoded -> new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
    }
}
