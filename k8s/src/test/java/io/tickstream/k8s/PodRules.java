package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What every pod keeps to: Pod Security's level "restricted", and what it does not ask for but we do.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod Security Standards, whose rules
 *     of the levels baseline and restricted stand here one by one, those of Kubernetes 1.34 for probes included</a>
 */
final class PodRules {
    private static final Set<String> VOLUMES =
            Set.of("name", "configMap", "secret", "emptyDir", "projected", "persistentVolumeClaim");
    private static final Pattern SECRET_NAME = Pattern.compile(".*(PASSWORD|TOKEN|JAAS_CONFIG|SECRET)");
    /** Tags, but none that moves. */
    private static final Pattern FIXED_IMAGE =
            Pattern.compile("[a-z0-9./-]+:v?\\d+\\.\\d+(\\.\\d+)?([.-][a-z0-9.-]+)?");

    /** Those that baseline counts as safe; none is needed, so none of the later ones is here. */
    private static final Set<String> SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range");

    private static final Set<String> SELINUX_TYPES =
            Set.of("container_t", "container_init_t", "container_kvm_t", "container_engine_t");
    private static final String APPARMOR = "container.apparmor.security.beta.kubernetes.io/";

    private final List<String> findings = new ArrayList<>();

    private PodRules() {}

    /** What is wrong with the pods of the objects, one line each. */
    static List<String> findings(Manifests manifests) {
        PodRules rules = new PodRules();
        manifests.pods().forEach(rules::check);
        return rules.findings;
    }

    private void check(Pod pod) {
        for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
            require(!pod.spec().path(field).asBoolean(), pod, "must not use " + field);
        }
        pod.volumes().forEach(volume -> volume.fieldNames()
                .forEachRemaining(
                        field -> require(VOLUMES.contains(field), pod, "must not have a volume of type " + field)));
        require(pod.containers().findAny().isPresent(), pod, "has no container");
        pod.spec()
                .at("/securityContext/sysctls")
                .forEach(sysctl -> require(
                        SYSCTLS.contains(sysctl.path("name").asText()),
                        pod,
                        "must not set the sysctl " + sysctl.path("name").asText()));
        checkContext(pod, "the pod", pod.spec().path("securityContext"));
        pod.annotations()
                .forEach((name, value) -> require(
                        !name.startsWith(APPARMOR) || value.equals("runtime/default") || value.startsWith("localhost/"),
                        pod,
                        "must not switch AppArmor off: " + name));
        require(
                !pod.spec().path("enableServiceLinks").asBoolean(true),
                pod,
                "must not get every service as variables: enableServiceLinks: false");
        pod.containers().forEach(container -> check(pod, container));
        if (pod.isWhole()) {
            require(
                    !pod.spec().path("automountServiceAccountToken").asBoolean(true),
                    pod,
                    "must not get a token of the API server: automountServiceAccountToken: false");
            pod.containers().forEach(container -> checkWhole(pod, container));
        }
        if (pod.isServing()) {
            pod.mainContainers().forEach(container -> checkProbes(pod, container));
        }
    }

    private void check(Pod pod, JsonNode container) {
        JsonNode ofPod = pod.spec().path("securityContext");
        JsonNode own = container.path("securityContext");
        String name = "container " + container.path("name").asText();
        checkContext(pod, name, own);
        require(first(own, ofPod, "/runAsNonRoot").asBoolean(), pod, name + " must have runAsNonRoot: true");
        require(first(own, ofPod, "/runAsUser").asInt(1) != 0, pod, name + " must not run as user 0");
        require(
                first(own, ofPod, "/seccompProfile/type").asText().matches("RuntimeDefault|Localhost"),
                pod,
                name + " must have the seccompProfile RuntimeDefault");
        require(
                !own.path("allowPrivilegeEscalation").asBoolean(true),
                pod,
                name + " must have allowPrivilegeEscalation: false");
        require(!own.path("privileged").asBoolean(), pod, name + " must not be privileged");
        require(
                own.at("/capabilities/drop").toString().equals("[\"ALL\"]")
                        && !own.path("capabilities").has("add"),
                pod,
                name + " must drop ALL capabilities and add none");
        // Kafka's start script writes into the image, and Strimzi offers no volume for it
        require(
                own.path("readOnlyRootFilesystem").asBoolean() || pod.owner().is("kafka.strimzi.io/Kafka"),
                pod,
                name + " must have readOnlyRootFilesystem: true");
        require(
                own.path("procMount").asText("Default").equals("Default"),
                pod,
                name + " must not change how /proc is mounted: procMount");
        for (String hook : List.of(
                "startupProbe", "readinessProbe", "livenessProbe", "lifecycle/postStart", "lifecycle/preStop")) {
            for (String kind : List.of("httpGet", "tcpSocket")) {
                require(
                        container
                                .at("/%s/%s/host".formatted(hook, kind))
                                .asText()
                                .isEmpty(),
                        pod,
                        "%s: %s must not ask another host".formatted(name, hook));
            }
        }
        container
                .path("ports")
                .forEach(port -> require(!port.has("hostPort"), pod, name + " must not have a hostPort"));
        for (JsonNode variable : container.path("env")) {
            String variableName = variable.path("name").asText();
            require(
                    !SECRET_NAME.matcher(variableName).matches() || !variable.has("value"),
                    pod,
                    "%s has %s in plain text; it belongs into a Secret".formatted(name, variableName));
        }
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            JsonNode port = container.at("/%s/httpGet/port".formatted(probe));
            JsonNode named = port.isMissingNode() ? container.at("/%s/tcpSocket/port".formatted(probe)) : port;
            require(
                    named.isMissingNode() || Ports.of(container).contains(named.asText()),
                    pod,
                    "%s: %s asks port %s, which is not one of its ports".formatted(name, probe, named));
        }
    }

    /** What holds for the pod's context as for each container's, whichever wins in the end. */
    private void checkContext(Pod pod, String name, JsonNode context) {
        require(
                context.at("/seccompProfile/type").asText("RuntimeDefault").matches("RuntimeDefault|Localhost"),
                pod,
                name + " must not leave system calls unfiltered: seccompProfile");
        require(
                context.at("/appArmorProfile/type").asText("RuntimeDefault").matches("RuntimeDefault|Localhost"),
                pod,
                name + " must not switch AppArmor off: appArmorProfile");
        require(context.path("runAsNonRoot").asBoolean(true), pod, name + " must not have runAsNonRoot: false");
        require(context.path("runAsUser").asInt(1) != 0, pod, name + " must not run as user 0");
        require(
                !context.at("/windowsOptions/hostProcess").asBoolean(),
                pod,
                name + " must not be a process of the host");
        JsonNode selinux = context.path("seLinuxOptions");
        require(
                selinux.path("user").asText().isEmpty()
                        && selinux.path("role").asText().isEmpty()
                        && (selinux.path("type").asText().isEmpty()
                                || SELINUX_TYPES.contains(selinux.path("type").asText())),
                pod,
                name + " must not choose a user, a role or another type of SELinux: seLinuxOptions");
    }

    private void checkWhole(Pod pod, JsonNode container) {
        String name = "container " + container.path("name").asText();
        String image = container.path("image").asText();
        require(
                FIXED_IMAGE.matcher(image).matches(),
                pod,
                "%s has the image %s without a version".formatted(name, image));
        require(
                container.path("imagePullPolicy").asText().equals("IfNotPresent"),
                pod,
                name + " must have imagePullPolicy: IfNotPresent");
        for (String resource : List.of("requests/cpu", "requests/memory", "limits/cpu", "limits/memory")) {
            require(container.at("/resources/" + resource).isTextual(), pod, name + " lacks resources/" + resource);
        }
    }

    private void checkProbes(Pod pod, JsonNode container) {
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            require(
                    container.has(probe),
                    pod,
                    "container %s lacks a %s".formatted(container.path("name").asText(), probe));
        }
    }

    private static JsonNode first(JsonNode own, JsonNode ofPod, String pointer) {
        return own.at(pointer).isMissingNode() ? ofPod.at(pointer) : own.at(pointer);
    }

    private void require(boolean right, Pod pod, String wrong) {
        if (!right) {
            findings.add("%s: %s".formatted(pod, wrong));
        }
    }
}
