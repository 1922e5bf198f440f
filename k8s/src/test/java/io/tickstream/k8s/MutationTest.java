package io.tickstream.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks find what somebody may get wrong. */
class MutationTest {
    /** What is in these is named by people, and a wrong name is found by other checks or by nobody. */
    private static final Set<String> FREE = Set.of(
            "labels", "annotations", "matchLabels", "selector", "data", "config", "sparkConf", "requests", "limits");

    @ParameterizedTest
    @EnumSource
    void no_misspelt_field_of_any_kind_goes_unseen_by_the_models(Overlay overlay) {
        assertThat(unseen(overlay.build().all(), MutationTest::modelled, TypedModels::findings))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void no_misspelt_field_of_a_custom_resource_goes_unseen_by_schemas_and_models(Overlay overlay) {
        CustomResourceSchemas schemas = CustomResourceSchemas.in(OverlaysTest.definitions());
        assertThat(unseen(schemas.known(overlay.build()), (manifest, field) -> true, changed -> Stream.of(
                                schemas.findings(changed), TypedModels.findings(changed))
                        .flatMap(List::stream)
                        .toList()))
                .isEmpty();
    }

    /** The fields that may be written wrong without a finding. Of an array's elements, one by each name is tried. */
    private static List<String> unseen(
            List<Manifest> manifests, BiPredicate<Manifest, String> chosen, Function<Manifests, List<String>> check) {
        Set<String> tried = new HashSet<>();
        List<String> unseen = new ArrayList<>();
        for (Manifest manifest : manifests) {
            for (String field : fields(manifest.json(), "")) {
                if (chosen.test(manifest, field) && tried.add(manifest.type() + field.replaceAll("/\\d+", "/0"))) {
                    ObjectNode copy = manifest.json().deepCopy();
                    misspell(copy, field);
                    if (check.apply(new Manifests(List.of(new Manifest(copy)))).isEmpty()) {
                        unseen.add(manifest + field);
                    }
                }
            }
        }
        assertThat(tried).hasSizeGreaterThan(150);
        return unseen;
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("a limit is missing", PodRules::findings, "limits/memory", deployment("registry", spec -> {
                    ((ObjectNode) spec.at("/containers/0/resources/limits")).remove("memory");
                })),
                mistake("requests are missing", PodRules::findings, "requests/cpu", deployment("grafana", spec -> {
                    ((ObjectNode) spec.at("/containers/0/resources")).remove("requests");
                })),
                mistake("an image moves", PodRules::findings, "without a version", deployment("grafana", spec -> {
                    ((ObjectNode) spec.at("/containers/0")).put("image", "docker.io/grafana/grafana:latest");
                })),
                mistake("an image has no tag", PodRules::findings, "without a version", deployment("grafana", spec -> {
                    ((ObjectNode) spec.at("/containers/0")).put("image", "docker.io/grafana/grafana");
                })),
                mistake(
                        "a root file system can be written",
                        PodRules::findings,
                        "readOnlyRootFilesystem",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/containers/0/securityContext"))
                                    .put("readOnlyRootFilesystem", false);
                        })),
                mistake("a pod may run as root", PodRules::findings, "runAsNonRoot", deployment("registry", spec -> {
                    ((ObjectNode) spec.at("/securityContext")).remove("runAsNonRoot");
                })),
                mistake("a capability is kept", PodRules::findings, "capabilities", deployment("registry", spec -> {
                    ((ObjectNode) spec.at("/containers/0/securityContext")).remove("capabilities");
                })),
                mistake(
                        "system calls are not filtered",
                        PodRules::findings,
                        "seccompProfile",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/securityContext")).remove("seccompProfile");
                        })),
                mistake(
                        "a pod uses the host's network",
                        PodRules::findings,
                        "must not use hostNetwork",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("")).put("hostNetwork", true);
                        })),
                mistake(
                        "a pod sees the host's processes",
                        PodRules::findings,
                        "must not use hostPID",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("")).put("hostPID", true);
                        })),
                mistake(
                        "a pod shares the host's memory",
                        PodRules::findings,
                        "must not use hostIPC",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("")).put("hostIPC", true);
                        })),
                mistake(
                        "a container is privileged",
                        PodRules::findings,
                        "must not be privileged",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/containers/0/securityContext")).put("privileged", true);
                        })),
                mistake(
                        "a container may gain privileges",
                        PodRules::findings,
                        "allowPrivilegeEscalation",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/containers/0/securityContext"))
                                    .put("allowPrivilegeEscalation", true);
                        })),
                mistake("a capability is added", PodRules::findings, "capabilities", deployment("registry", spec -> {
                    ((ObjectNode) spec.at("/containers/0/securityContext/capabilities"))
                            .putArray("add")
                            .add("NET_ADMIN");
                })),
                mistake(
                        "a container runs as root",
                        PodRules::findings,
                        "must not run as user 0",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/containers/0/securityContext")).put("runAsUser", 0);
                        })),
                mistake(
                        "a container overrides that it is not root",
                        PodRules::findings,
                        "runAsNonRoot",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/containers/0/securityContext")).put("runAsNonRoot", false);
                        })),
                mistake(
                        "a pod runs as root unless its containers say otherwise",
                        PodRules::findings,
                        "the pod must not run as user 0",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/securityContext")).put("runAsUser", 0);
                        })),
                mistake(
                        "a container's system calls are not filtered",
                        PodRules::findings,
                        "unfiltered",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/containers/0/securityContext"))
                                    .putObject("seccompProfile")
                                    .put("type", "Unconfined");
                        })),
                mistake(
                        "a pod's system calls are not filtered",
                        PodRules::findings,
                        "the pod must not leave system calls",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/securityContext"))
                                    .putObject("seccompProfile")
                                    .put("type", "Unconfined");
                        })),
                mistake(
                        "AppArmor is off",
                        PodRules::findings,
                        "must not switch AppArmor off",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/containers/0/securityContext"))
                                    .putObject("appArmorProfile")
                                    .put("type", "Unconfined");
                        })),
                mistake(
                        "SELinux gets another type",
                        PodRules::findings,
                        "seLinuxOptions",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/securityContext"))
                                    .putObject("seLinuxOptions")
                                    .put("type", "spc_t");
                        })),
                mistake("SELinux gets a user", PodRules::findings, "seLinuxOptions", deployment("registry", spec -> {
                    ((ObjectNode) spec.at("/containers/0/securityContext"))
                            .putObject("seLinuxOptions")
                            .put("user", "system_u");
                })),
                mistake("proc is laid open", PodRules::findings, "procMount", deployment("registry", spec -> {
                    ((ObjectNode) spec.at("/containers/0/securityContext")).put("procMount", "Unmasked");
                })),
                mistake(
                        "a sysctl is set that is not safe",
                        PodRules::findings,
                        "kernel.msgmax",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/securityContext"))
                                    .putArray("sysctls")
                                    .addObject()
                                    .put("name", "kernel.msgmax")
                                    .put("value", "1");
                        })),
                mistake(
                        "a container is a process of a Windows host",
                        PodRules::findings,
                        "process of the host",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/securityContext"))
                                    .putObject("windowsOptions")
                                    .put("hostProcess", true);
                        })),
                mistake("a port of the host is taken", PodRules::findings, "hostPort", deployment("registry", spec -> {
                    ((ObjectNode) spec.at("/containers/0/ports/0")).put("hostPort", 8080);
                })),
                mistake(
                        "a probe asks another host",
                        PodRules::findings,
                        "must not ask another host",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/containers/0/livenessProbe/httpGet"))
                                    .put("host", "169.254.169.254");
                        })),
                mistake(
                        "a hook asks another host",
                        PodRules::findings,
                        "must not ask another host",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/containers/0"))
                                    .putObject("lifecycle")
                                    .putObject("preStop")
                                    .putObject("tcpSocket")
                                    .put("host", "10.0.0.1")
                                    .put("port", 1);
                        })),
                mistake(
                        "a container for debugging is privileged",
                        PodRules::findings,
                        "must not be privileged",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at(""))
                                    .putArray("ephemeralContainers")
                                    .addObject()
                                    .put("name", "debug")
                                    .putObject("securityContext")
                                    .put("privileged", true);
                        })),
                mistake(
                        "AppArmor is off by annotation",
                        PodRules::findings,
                        "must not switch AppArmor off",
                        changed("apps/Deployment", "registry", json -> {
                            ((ObjectNode) json.at("/spec/template/metadata"))
                                    .withObject("/annotations")
                                    .put("container.apparmor.security.beta.kubernetes.io/registry", "unconfined");
                        })),
                mistake("a host's folder is mounted", PodRules::findings, "hostPath", deployment("grafana", spec -> {
                    ObjectNode volume = spec.withArray("/volumes").addObject().put("name", "host");
                    volume.putObject("hostPath").put("path", "/");
                })),
                mistake("a probe is missing", PodRules::findings, "livenessProbe", deployment("registry", spec -> {
                    ((ObjectNode) spec.at("/containers/0")).remove("livenessProbe");
                })),
                mistake(
                        "a probe asks another port",
                        PodRules::findings,
                        "which is not one of its ports",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/containers/0/livenessProbe/httpGet")).put("port", "htpp");
                        })),
                mistake("a password is written down", PodRules::findings, "plain text", deployment("grafana", spec -> {
                    ObjectNode variable = (ObjectNode) spec.at("/containers/0/env/0");
                    variable.put("name", "GF_SECURITY_ADMIN_PASSWORD")
                            .put("value", "x")
                            .remove("valueFrom");
                })),
                mistake(
                        "a ConfigMap is not there",
                        References::findings,
                        "ConfigMap nothing",
                        deployment("grafana", spec -> {
                            ((ObjectNode) spec.at("/volumes/0/configMap")).put("name", "nothing");
                        })),
                mistake(
                        "a Secret is not there",
                        References::findings,
                        "Secret nothing",
                        deployment("registry", spec -> {
                            ((ObjectNode) spec.at("/containers/0/env/1/valueFrom/secretKeyRef")).put("name", "nothing");
                        })),
                mistake("a Secret lacks a key", References::findings, "nothing", deployment("registry", spec -> {
                    ((ObjectNode) spec.at("/containers/0/env/1/valueFrom/secretKeyRef")).put("key", "nothing");
                })),
                mistake("a mount has no volume", References::findings, "mounts", deployment("registry", spec -> {
                    ((ArrayNode) spec.at("/volumes")).remove(0);
                })),
                mistake(
                        "a ServiceAccount is not there",
                        References::findings,
                        "ServiceAccount landing-job",
                        manifests -> manifests.without("ServiceAccount", "landing-job")),
                mistake(
                        "a claim is not there",
                        References::findings,
                        "PersistentVolumeClaim",
                        manifests -> manifests.without("PersistentVolumeClaim", "landing-job-checkpoint")),
                mistake(
                        "a Kafka user is not there",
                        References::findings,
                        "kafka-user-registry",
                        manifests -> manifests.without("kafka.strimzi.io/KafkaUser", "registry")),
                mistake(
                        "a Service is not there",
                        References::findings,
                        "registry:8080",
                        manifests -> manifests.without("Service", "registry")),
                mistake(
                        "a sink is not there",
                        References::findings,
                        "serving.knative.dev/Service",
                        changed("sources.knative.dev/PingSource", "tick", source -> {
                            ((ObjectNode) source.at("/spec/sink/ref")).put("name", "another");
                        })),
                mistake(
                        "a Service finds no pod",
                        References::findings,
                        "selects no pod",
                        changed("Service", "registry", service -> {
                            ((ObjectNode) service.at("/spec/selector")).put("app.kubernetes.io/name", "registri");
                        })),
                mistake(
                        "a Service leads nowhere",
                        References::findings,
                        "do not listen",
                        changed("Service", "registry", service -> {
                            ((ObjectNode) service.at("/spec/ports/0")).put("targetPort", 8081);
                        })),
                mistake(
                        "a monitor asks a wrong port",
                        References::findings,
                        "do not listen",
                        changed("monitoring.coreos.com/PodMonitor", "kafka", monitor -> {
                            ((ObjectNode) monitor.at("/spec/podMetricsEndpoints/0")).put("portNumber", 9405);
                        })),
                mistake(
                        "a setting names a file that is not mounted",
                        References::findings,
                        "nothing is mounted",
                        changed("ConfigMap", "ingest-function", map -> {
                            ((ObjectNode) map.at("/data"))
                                    .put("KAFKA_SSL_TRUSTSTORE_LOCATION", "/etc/tickstream/kafka/ca.crt");
                        })),
                mistake(
                        "a setting is misspelt",
                        Settings::findings,
                        "INGEST_QUANTITTY",
                        changed("ConfigMap", "ingest-function", map -> {
                            ((ObjectNode) map.at("/data")).put("INGEST_QUANTITTY", "10");
                        })),
                mistake(
                        "a setting of Kafka's is misspelt",
                        Settings::findings,
                        "KAFKA_SASL_MECHANISMS",
                        changed("ConfigMap", "ingest-function", map -> {
                            ((ObjectNode) map.at("/data")).put("KAFKA_SASL_MECHANISMS", "PLAIN");
                        })),
                mistake(
                        "a setting of the console is misspelt",
                        Settings::findings,
                        "CONSOLE_JOB_ULR",
                        changed("ConfigMap", "console", map -> {
                            ((ObjectNode) map.at("/data")).put("CONSOLE_JOB_ULR", "http://landing-job-driver:4040");
                        })),
                mistake(
                        "a setting of the job is misspelt",
                        Settings::findings,
                        "checkpont",
                        changed("sparkoperator.k8s.io/SparkApplication", "landing-job", job -> {
                            ((ObjectNode) job.at("/spec/sparkConf")).put("spark.tickstream.checkpont", "/x");
                        })),
                mistake(
                        "nothing denies by default",
                        MutationTest::network,
                        "denies",
                        manifests -> manifests.without("networking.k8s.io/NetworkPolicy", "default-deny")),
                mistake(
                        "a policy means nobody",
                        MutationTest::network,
                        "selects no pod",
                        changed("networking.k8s.io/NetworkPolicy", "registry", policy -> {
                            ((ObjectNode) policy.at("/spec/podSelector/matchLabels"))
                                    .put("app.kubernetes.io/name", "registri");
                        })),
                mistake(
                        "a policy opens a wrong port",
                        MutationTest::network,
                        "where no pod listens",
                        changed("networking.k8s.io/NetworkPolicy", "registry", policy -> {
                            ((ObjectNode) policy.at("/spec/ingress/0/ports/0")).put("port", 8081);
                        })),
                mistake(
                        "one side of a connection is not allowed",
                        MutationTest::network,
                        "other side",
                        changed("networking.k8s.io/NetworkPolicy", "grafana", policy -> {
                            ((ArrayNode) policy.at("/spec/egress")).remove(0);
                        })),
                mistake(
                        "a policy forgets what it is about",
                        MutationTest::network,
                        "policyTypes",
                        changed("networking.k8s.io/NetworkPolicy", "grafana", policy -> {
                            ((ObjectNode) policy.at("/spec"))
                                    .putArray("policyTypes")
                                    .add("Ingress");
                        })),
                mistake(
                        "a namespace is not restricted",
                        ObjectRules::findings,
                        "restricted",
                        changed("Namespace", "tickstream", namespace -> {
                            ((ObjectNode) namespace.at("/metadata/labels"))
                                    .put("pod-security.kubernetes.io/enforce", "baseline");
                        })),
                mistake(
                        "a budget is missing",
                        ObjectRules::findings,
                        "PodDisruptionBudget",
                        manifests -> manifests.without("policy/PodDisruptionBudget", "registry")),
                mistake(
                        "a Kafka user may do everything",
                        ObjectRules::findings,
                        "everything",
                        changed("kafka.strimzi.io/KafkaUser", "registry", user -> {
                            ((ObjectNode) user.at("/spec/authorization/acls/0/resource")).put("name", "*");
                        })),
                mistake(
                        "a listener has no TLS",
                        ObjectRules::findings,
                        "TLS",
                        changed("kafka.strimzi.io/Kafka", "tickstream", kafka -> {
                            ((ObjectNode) kafka.at("/spec/kafka/listeners/0")).put("tls", false);
                        })),
                mistake(
                        "brokers have no limit",
                        ObjectRules::findings,
                        "limits/memory",
                        changed("kafka.strimzi.io/KafkaNodePool", "node", pool -> {
                            ((ObjectNode) pool.at("/spec/resources")).remove("limits");
                        })),
                mistake(
                        "a job does not come back",
                        ObjectRules::findings,
                        "started again",
                        changed("sparkoperator.k8s.io/SparkApplication", "landing-job", job -> {
                            ((ObjectNode) job.at("/spec/restartPolicy")).put("type", "OnFailure");
                        })),
                mistake(
                        "a job's image moves",
                        ObjectRules::findings,
                        "without a version",
                        changed("sparkoperator.k8s.io/SparkApplication", "landing-job", job -> {
                            ((ObjectNode) job.at("/spec")).put("image", "tickstream/landing-job:latest");
                        })));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void a_mistake_is_found(
            String name, Function<Manifests, List<String>> rule, String words, Function<Manifests, Manifests> mistake) {
        Manifests right = Overlay.KNATIVE.build();
        assertThat(rule.apply(right)).isEmpty();
        assertThat(rule.apply(mistake.apply(right))).as(name).anySatisfy(finding -> assertThat(finding)
                .contains(words));
    }

    private static List<String> network(Manifests manifests) {
        return new Network(manifests).findings();
    }

    private static Arguments mistake(
            String name, Function<Manifests, List<String>> rule, String words, Function<Manifests, Manifests> mistake) {
        return Arguments.of(name, rule, words, mistake);
    }

    private static Function<Manifests, Manifests> changed(String type, String name, Consumer<ObjectNode> change) {
        return manifests -> manifests.with(type, name, change);
    }

    private static Function<Manifests, Manifests> deployment(String name, Consumer<ObjectNode> change) {
        return changed("apps/Deployment", name, json -> change.accept((ObjectNode) json.at("/spec/template/spec")));
    }

    /** The pointers of all fields below a pointer whose names are not free. */
    private static List<String> fields(JsonNode json, String pointer) {
        List<String> fields = new ArrayList<>();
        JsonNode node = json.at(pointer);
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(name -> {
                String field = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
                fields.add(field);
                if (!FREE.contains(name)) {
                    fields.addAll(fields(json, field));
                }
            });
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            fields.addAll(fields(json, pointer + "/" + i));
        }
        return fields;
    }

    // of these two, only metadata and pods have a model
    private static boolean modelled(Manifest manifest, String field) {
        return switch (manifest.kind()) {
            case "SparkApplication" ->
                field.startsWith("/metadata/") || field.matches("/spec/(driver|executor)/template/.+");
            case "CassandraDatacenter" -> field.startsWith("/metadata/") || field.startsWith("/spec/podTemplateSpec/");
            default -> true;
        };
    }

    private static void misspell(ObjectNode json, String field) {
        int last = field.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) json.at(field.substring(0, last));
        String name = field.substring(last + 1).replace("~1", "/").replace("~0", "~");
        parent.set(name + "x", parent.remove(name));
    }
}
