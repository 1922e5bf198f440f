package io.tickstream.security;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Something of ours that runs, and what it runs with: its bill of materials, and what the jars say that were packed into
 * other jars, of which a bill of materials knows nothing.
 * @param name as statements call it
 * @param folder of the module
 * @param jars a file with a class path, or a folder with jars, within the module's target folder; null if there is none
 */
record Deployable(String name, Path folder, String jars) {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Quarkus' names: group id, artifact id and version; "modified-" where it has changed a class. */
    private static final Pattern QUARKUS_JAR = Pattern.compile("(?:modified-)?(.+?)-(\\d[\\w.+-]*)\\.jar");

    static List<Deployable> all(Path root) {
        return List.of(
                new Deployable("ingest-function", root.resolve("ingest-function"), "quarkus-app/lib"),
                new Deployable("console", root.resolve("console"), "quarkus-app/lib"),
                new Deployable("spark-streaming", root.resolve("spark-streaming"), null),
                new Deployable("local-stack", root.resolve("local-stack"), "classpath"),
                new Deployable("server-kafka", root.resolve("local-stack/servers/kafka"), "classpath"),
                new Deployable("server-registry", root.resolve("local-stack/servers/registry"), "registry/lib"),
                new Deployable("server-cassandra", root.resolve("local-stack/servers/cassandra"), "classpath"),
                new Deployable("server-spark", root.resolve("local-stack/servers/spark"), "classpath"));
    }

    Path bill() {
        return folder.resolve("target/bom.json");
    }

    /** Every component once, however often it is there. */
    List<Component> components() throws IOException {
        if (!Files.exists(bill())) {
            throw new IOException("%s is missing. Build it: mvn -DskipTests package".formatted(bill()));
        }
        Map<String, Component> found = new LinkedHashMap<>();
        for (JsonNode node : JSON.readTree(bill().toFile()).path("components")) {
            add(
                    found,
                    node.path("group").asText() + "." + node.path("name").asText(),
                    node.path("version").asText(),
                    bill().toString());
        }
        for (Path jar : jarFiles()) {
            Matcher name = QUARKUS_JAR.matcher(jar.getFileName().toString());
            if (jars.endsWith("lib") && name.matches()) {
                add(found, name.group(1), name.group(2), jar.toString());
            }
            packedInto(jar, found);
        }
        return List.copyOf(found.values());
    }

    private List<Path> jarFiles() throws IOException {
        if (jars == null) {
            return List.of();
        }
        Path where = folder.resolve("target").resolve(jars);
        if (Files.isRegularFile(where)) {
            return Arrays.stream(Files.readString(where).strip().split(File.pathSeparator, -1))
                    .map(Path::of)
                    .filter(Files::isRegularFile)
                    .toList();
        }
        try (Stream<Path> files = Files.walk(where)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private void packedInto(Path jar, Map<String, Component> found) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                if (entry.getName().startsWith("META-INF/maven/")
                        && entry.getName().endsWith("/pom.properties")) {
                    Properties properties = new Properties();
                    try (InputStream in = zip.getInputStream(entry)) {
                        properties.load(in);
                    }
                    add(
                            found,
                            properties.getProperty("groupId") + "." + properties.getProperty("artifactId"),
                            String.valueOf(properties.getProperty("version")),
                            "inside of " + jar);
                }
            }
        }
    }

    private void add(Map<String, Component> found, String coordinates, String version, String origin) {
        found.putIfAbsent(coordinates + ":" + version, new Component(name, coordinates, version, origin));
    }
}
