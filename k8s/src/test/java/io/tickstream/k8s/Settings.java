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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Whether the settings that manifests give to function and job are settings that these know. */
final class Settings {
    /** Quarkus' own; the function's application.properties and README name them. */
    private static final Set<String> QUARKUS = Set.of(
            "QUARKUS_HTTP_HOST",
            "QUARKUS_HTTP_PORT",
            "QUARKUS_CASSANDRA_CONTACT_POINTS",
            "QUARKUS_CASSANDRA_LOCAL_DATACENTER",
            "QUARKUS_CASSANDRA_AUTH_USERNAME",
            "QUARKUS_CASSANDRA_AUTH_PASSWORD");

    private static final Set<String> FUNCTION = Stream.of(
                    QUARKUS.stream(),
                    ofFunction(),
                    ProducerConfig.configNames().stream().map(name -> asVariable("kafka." + name)))
            .flatMap(names -> names)
            .collect(Collectors.toUnmodifiableSet());

    private Settings() {}

    /** Settings that nobody knows, one line each. */
    static List<String> findings(Manifests manifests) {
        Stream<String> function = manifests.pods().stream()
                .filter(pod -> "ingest-function".equals(pod.labels().get("app.kubernetes.io/name")))
                .flatMap(pod -> pod.containers().flatMap(container -> variables(manifests, container)))
                .distinct()
                .filter(variable -> !FUNCTION.contains(variable))
                .map(variable -> "the function knows no setting " + variable);
        String readme = Repository.read("spark-streaming/README.md");
        Stream<String> job = manifests
                .of("sparkoperator.k8s.io/SparkApplication")
                .flatMap(manifest -> Manifest.texts(manifest.at("/spec/sparkConf")).keySet().stream())
                .filter(name -> name.startsWith("spark.tickstream."))
                .map(name -> name.substring("spark.tickstream.".length()))
                .filter(name -> !isOfJob(name, readme))
                .map(name -> "the job knows no setting spark.tickstream." + name);
        return Stream.concat(function, job).toList();
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

    private static Stream<String> ofFunction() {
        Path classes = Repository.root().resolve("ingest-function/target/classes");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, Settings.class.getClassLoader())) {
            Class<?> config = loader.loadClass("io.tickstream.ingest.IngestConfig");
            return ConfigMappings.getProperties(ConfigClass.configClass(config)).keySet().stream()
                    .map(Settings::asVariable)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the function's classes in " + classes, e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The function is not built; run mvn -pl k8s -am", e);
        }
    }

    private static String asVariable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
