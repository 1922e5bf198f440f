package io.tickstream.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Whether the settings that manifests give to function, console and job are settings that these know. */
final class Settings {
    /** Quarkus' own; the application.properties of function and console name them. */
    private static final Set<String> QUARKUS = Set.of(
            "QUARKUS_HTTP_HOST",
            "QUARKUS_HTTP_PORT",
            "QUARKUS_CASSANDRA_CONTACT_POINTS",
            "QUARKUS_CASSANDRA_LOCAL_DATACENTER",
            "QUARKUS_CASSANDRA_AUTH_USERNAME",
            "QUARKUS_CASSANDRA_AUTH_PASSWORD");

    private static final Map<String, Set<String>> OF_SERVICE = Map.of(
            "ingest-function", known("ingest-function", "io.tickstream.ingest.IngestConfig"),
            "console", known("console", "io.tickstream.console.ConsoleConfig"));

    private Settings() {}

    /** Settings that nobody knows, one line each. */
    static List<String> findings(Manifests manifests) {
        Stream<String> services = OF_SERVICE.entrySet().stream()
                .flatMap(service -> findings(manifests, service.getKey(), service.getValue()));
        String readme = Repository.read("spark-streaming/README.md");
        Stream<String> job = manifests
                .of("sparkoperator.k8s.io/SparkApplication")
                .flatMap(manifest -> Manifest.texts(manifest.at("/spec/sparkConf")).keySet().stream())
                .filter(name -> name.startsWith("spark.tickstream."))
                .map(name -> name.substring("spark.tickstream.".length()))
                .filter(name -> !isOfJob(name, readme))
                .map(name -> "the job knows no setting spark.tickstream." + name);
        return Stream.concat(services, job).toList();
    }

    private static Stream<String> findings(Manifests manifests, String service, Set<String> known) {
        return manifests.pods().stream()
                .filter(pod -> service.equals(pod.labels().get("app.kubernetes.io/name")))
                .flatMap(pod -> pod.containers().flatMap(container -> variables(manifests, container)))
                .distinct()
                .filter(variable -> !known.contains(variable))
                .map(variable -> "the %s knows no setting %s".formatted(service, variable));
    }

    private static Set<String> known(String module, String configClass) {
        return Stream.of(
                        QUARKUS.stream(),
                        own(module, configClass),
                        ProducerConfig.configNames().stream().map(name -> asVariable("kafka." + name)))
                .flatMap(names -> names)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isOfJob(String name, String readme) {
        return name.startsWith("kafka.")
                ? ConsumerConfig.configNames().contains(name.substring("kafka.".length()))
                : readme.contains("\n| `%s` |".formatted(name));
    }

    private static Stream<String> variables(Manifests manifests, JsonNode container) {
        return Stream.concat(
                Pod.elements(container.path("env"))
                        .map(variable -> variable.path("name").asText()),
                Pod.elements(container.path("envFrom"))
                        .map(source -> source.at("/configMapRef/name").asText())
                        .flatMap(name ->
                                Manifest.texts(manifests.get("ConfigMap", name).at("/data")).keySet().stream()));
    }

    private static Stream<String> own(String module, String configClass) {
        Path classes = Repository.root().resolve(module + "/target/classes");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, Settings.class.getClassLoader())) {
            Class<?> config = loader.loadClass(configClass);
            return ConfigMappings.getProperties(ConfigClass.configClass(config)).keySet().stream()
                    .map(Settings::asVariable)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the classes in " + classes, e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(module + " is not built; run mvn -pl k8s -am", e);
        }
    }

    private static String asVariable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
