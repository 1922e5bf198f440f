package io.tickstream.compose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * docker-compose.yml as Compose sees it, before it replaces variables.
 *
 * @param services by name
 * @param volumes those that are declared
 */
record ComposeFile(Map<String, Service> services, Set<String> volumes) {
    static ComposeFile ours() {
        return parse(Repository.read("docker-compose.yml"));
    }

    static ComposeFile parse(String yaml) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        Map<?, ?> file = map(new Yaml(new SafeConstructor(strict)).load(yaml));
        Map<String, Service> services = new LinkedHashMap<>();
        map(file.get("services"))
                .forEach((name, service) -> services.put(name.toString(), new Service(name.toString(), map(service))));
        Set<String> unknown = new TreeSet<>();
        file.keySet().stream()
                .map(Object::toString)
                .filter(key ->
                        !key.startsWith("x-") && !Set.of("services", "volumes").contains(key))
                .forEach(unknown::add);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("docker-compose 1.29 or Compose v2 may not like top-level " + unknown);
        }
        return new ComposeFile(services, strings(map(file.get("volumes")).keySet()));
    }

    /** What is written under one name of "services". */
    record Service(String name, Map<?, ?> yaml) {
        String image() {
            return text("image");
        }

        /** The value as text; empty if there is none. */
        String text(String key) {
            return yaml.containsKey(key) ? String.valueOf(yaml.get(key)) : "";
        }

        List<String> list(String key) {
            return yaml.get(key) instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        }

        Map<?, ?> section(String key) {
            return map(yaml.get(key));
        }

        /** Variables and their values, as strings. */
        Map<String, String> environment() {
            Map<String, String> environment = new LinkedHashMap<>();
            section("environment").forEach((key, value) -> environment.put(key.toString(), String.valueOf(value)));
            return environment;
        }

        /** Whom it waits for, and for what. */
        Map<String, String> dependsOn() {
            Map<String, String> conditions = new LinkedHashMap<>();
            section("depends_on")
                    .forEach((key, value) -> conditions.put(
                            key.toString(), String.valueOf(map(value).get("condition"))));
            return conditions;
        }

        /** Whether it does its work and ends. */
        boolean runsOnce() {
            return text("restart").equals("no");
        }
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Set<String> strings(Set<?> keys) {
        return keys.stream().map(Object::toString).collect(Collectors.toSet());
    }
}
