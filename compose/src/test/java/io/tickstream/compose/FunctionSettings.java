package io.tickstream.compose;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The environment variables that the ingest function understands, as far as we may set them. */
final class FunctionSettings {
    /** Quarkus' own; the function's application.properties and README name them. */
    private static final Set<String> QUARKUS = Set.of(
            "QUARKUS_HTTP_HOST",
            "QUARKUS_HTTP_PORT",
            "KAFKA_BOOTSTRAP_SERVERS",
            "QUARKUS_CASSANDRA_CONTACT_POINTS",
            "QUARKUS_CASSANDRA_LOCAL_DATACENTER",
            "QUARKUS_CASSANDRA_AUTH_USERNAME",
            "QUARKUS_CASSANDRA_AUTH_PASSWORD");

    private FunctionSettings() {}

    /** The names in the function's own class IngestConfig, and Quarkus'. */
    static Set<String> environment() throws IOException, ClassNotFoundException {
        Path classes = Repository.root().resolve("ingest-function/target/classes");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, FunctionSettings.class.getClassLoader())) {
            Class<?> config = loader.loadClass("io.tickstream.ingest.IngestConfig");
            Stream<String> own = ConfigMappings.getProperties(ConfigClass.configClass(config)).keySet().stream()
                    .map(FunctionSettings::asVariable);
            return Stream.concat(QUARKUS.stream(), own).collect(Collectors.toSet());
        }
    }

    private static String asVariable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
