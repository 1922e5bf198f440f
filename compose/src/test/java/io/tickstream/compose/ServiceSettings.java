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

/** The environment variables that function and console understand, as far as we may set them. */
final class ServiceSettings {
    /** Quarkus' own; the application.properties of function and console name them. */
    private static final Set<String> QUARKUS = Set.of(
            "QUARKUS_HTTP_HOST",
            "QUARKUS_HTTP_PORT",
            "KAFKA_BOOTSTRAP_SERVERS",
            "QUARKUS_CASSANDRA_CONTACT_POINTS",
            "QUARKUS_CASSANDRA_LOCAL_DATACENTER",
            "QUARKUS_CASSANDRA_AUTH_USERNAME",
            "QUARKUS_CASSANDRA_AUTH_PASSWORD");

    private ServiceSettings() {}

    /** The function's. */
    static Set<String> ofTheFunction() throws IOException, ClassNotFoundException {
        return environment("ingest-function", "io.tickstream.ingest.IngestConfig");
    }

    /** The console's. */
    static Set<String> ofTheConsole() throws IOException, ClassNotFoundException {
        return environment("console", "io.tickstream.console.ConsoleConfig");
    }

    /** The names in a service's own class of settings, and Quarkus'. */
    private static Set<String> environment(String module, String configClass)
            throws IOException, ClassNotFoundException {
        Path classes = Repository.root().resolve(module + "/target/classes");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, ServiceSettings.class.getClassLoader())) {
            Class<?> config = loader.loadClass(configClass);
            Stream<String> own = ConfigMappings.getProperties(ConfigClass.configClass(config)).keySet().stream()
                    .map(ServiceSettings::asVariable);
            return Stream.concat(QUARKUS.stream(), own).collect(Collectors.toSet());
        }
    }

    private static String asVariable(String property) {
        return property.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
